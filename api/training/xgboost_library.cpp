#include "api/training/xgboost_library.hpp"

#include <dlfcn.h>

#include <bit>
#include <string>

#include "core/check.hpp"

namespace tallygate::training {
namespace {

constexpr const char* kFile = "libxgboost.so.0";  // of Debian 12's libxgboost0

struct Loading {
  XgboostLibrary functions;
  std::string error;  // empty: all of them are there

  Loading() {
    void* library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      error = std::string(kFile) + " cannot be loaded (package libxgboost-dev): trees are trained with it.";
      return;
    }
    const auto find = [&](const char* name, auto& function) {
      void* found = dlsym(library, name);
      if (found == nullptr && error.empty()) error = std::string(kFile) + " has no function " + name + ".";
      function = std::bit_cast<std::decay_t<decltype(function)>>(found);
    };
    find("XGBGetLastError", functions.XGBGetLastError);
    find("XGBoosterCreate", functions.XGBoosterCreate);
    find("XGBoosterFree", functions.XGBoosterFree);
    find("XGBoosterLoadModelFromBuffer", functions.XGBoosterLoadModelFromBuffer);
    find("XGBoosterPredictFromDMatrix", functions.XGBoosterPredictFromDMatrix);
    find("XGBoosterPredictFromDense", functions.XGBoosterPredictFromDense);
    find("XGBoosterSaveModelToBuffer", functions.XGBoosterSaveModelToBuffer);
    find("XGBoosterSetAttr", functions.XGBoosterSetAttr);
    find("XGBoosterSetParam", functions.XGBoosterSetParam);
    find("XGBoosterSetStrFeatureInfo", functions.XGBoosterSetStrFeatureInfo);
    find("XGBoosterUpdateOneIter", functions.XGBoosterUpdateOneIter);
    find("XGDMatrixCreateFromMat_omp", functions.XGDMatrixCreateFromMat_omp);
    find("XGDMatrixFree", functions.XGDMatrixFree);
    find("XGDMatrixSetFloatInfo", functions.XGDMatrixSetFloatInfo);
    find("XGProxyDMatrixCreate", functions.XGProxyDMatrixCreate);
  }
};

const Loading& loading() {
  static const Loading kLoading;
  return kLoading;
}

}  // namespace

core::Result<const XgboostLibrary*> xgboost_library() {
  if (!loading().error.empty()) return core::failure(core::ErrorKind::unavailable, loading().error);
  return &loading().functions;
}

const XgboostLibrary& loaded_xgboost() {
  TALLYGATE_CHECK(loading().error.empty(), "what libxgboost made is there because it was loaded");
  return loading().functions;
}

}  // namespace tallygate::training
