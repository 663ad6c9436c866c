// libxgboost's C interface, loaded when a model is trained: the program that serves neither needs the library nor has
// it, and its OpenMP, in the process that decides. What is called here is what booster.cpp calls.
#pragma once

#include <xgboost/c_api.h>

#include "core/result.hpp"

namespace tallygate::training {

struct XgboostLibrary {
  decltype(&::XGBGetLastError) XGBGetLastError = nullptr;
  decltype(&::XGBoosterCreate) XGBoosterCreate = nullptr;
  decltype(&::XGBoosterFree) XGBoosterFree = nullptr;
  decltype(&::XGBoosterLoadModelFromBuffer) XGBoosterLoadModelFromBuffer = nullptr;
  decltype(&::XGBoosterPredictFromDMatrix) XGBoosterPredictFromDMatrix = nullptr;
  decltype(&::XGBoosterPredictFromDense) XGBoosterPredictFromDense = nullptr;
  decltype(&::XGBoosterSaveModelToBuffer) XGBoosterSaveModelToBuffer = nullptr;
  decltype(&::XGBoosterSetAttr) XGBoosterSetAttr = nullptr;
  decltype(&::XGBoosterSetParam) XGBoosterSetParam = nullptr;
  decltype(&::XGBoosterSetStrFeatureInfo) XGBoosterSetStrFeatureInfo = nullptr;
  decltype(&::XGBoosterUpdateOneIter) XGBoosterUpdateOneIter = nullptr;
  decltype(&::XGDMatrixCreateFromMat_omp) XGDMatrixCreateFromMat_omp = nullptr;
  decltype(&::XGDMatrixFree) XGDMatrixFree = nullptr;
  decltype(&::XGDMatrixSetFloatInfo) XGDMatrixSetFloatInfo = nullptr;
  decltype(&::XGProxyDMatrixCreate) XGProxyDMatrixCreate = nullptr;
};

// Loaded at the first call and kept. An error where it is not installed, or is another version without one of these.
// Any thread.
core::Result<const XgboostLibrary*> xgboost_library();
// For who has something that it made.
const XgboostLibrary& loaded_xgboost();

}  // namespace tallygate::training
