#include "api/training/booster.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>

#include "api/training/xgboost_library.hpp"

namespace tallygate::training {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

core::OperatingError last_error() {
  std::string text = loaded_xgboost().XGBGetLastError();
  text = text.substr(0, text.find("\nStack trace"));
  return core::failure(core::ErrorKind::invalid, "libxgboost: " + text);
}

}  // namespace

void Matrix::Free::operator()(void* handle) const {
  loaded_xgboost().XGDMatrixFree(handle);
}

void Booster::Free::operator()(void* handle) const {
  loaded_xgboost().XGBoosterFree(handle);
}

core::Result<Matrix> Matrix::make(std::span<const float> values, std::size_t columns, std::span<const float> labels) {
  if (auto library = xgboost_library(); !library) return library.error();
  Matrix matrix;
  matrix.columns_ = columns;
  matrix.rows_ = values.size() / columns;
  void* handle = nullptr;
  if (loaded_xgboost().XGDMatrixCreateFromMat_omp(values.data(), matrix.rows_, columns, kMissing, &handle, 1) != 0)
    return last_error();
  matrix.handle_.reset(handle);
  if (!labels.empty() && loaded_xgboost().XGDMatrixSetFloatInfo(handle, "label", labels.data(), labels.size()) != 0)
    return last_error();
  return matrix;
}

core::Result<Booster> Booster::train(const Matrix& matrix, const Parameters& parameters, std::size_t rounds,
                                     const std::function<void(std::size_t)>& after_round) {
  void* const data = matrix.handle_.get();
  void* handle = nullptr;
  if (loaded_xgboost().XGBoosterCreate(&data, 1, &handle) != 0) return last_error();
  Booster booster;
  booster.handle_.reset(handle);
  const auto set = [&](const std::string& name, const std::string& value) {
    return loaded_xgboost().XGBoosterSetParam(handle, name.c_str(), value.c_str()) == 0;
  };
  for (const auto& [name, value] : parameters) {
    if (!set(name, value)) return last_error();
  }
  if (!set("nthread", "1") || !set("verbosity", "0")) return last_error();
  for (std::size_t round = 0; round < rounds; ++round) {
    if (loaded_xgboost().XGBoosterUpdateOneIter(handle, static_cast<int>(round), data) != 0) return last_error();
    if (after_round) after_round(round + 1);
  }
  return booster;
}

core::Result<Booster> Booster::load(std::string_view json) {
  if (auto library = xgboost_library(); !library) return library.error();
  void* handle = nullptr;
  if (loaded_xgboost().XGBoosterCreate(nullptr, 0, &handle) != 0) return last_error();
  Booster booster;
  booster.handle_.reset(handle);
  if (loaded_xgboost().XGBoosterSetParam(handle, "nthread", "1") != 0 ||
      loaded_xgboost().XGBoosterLoadModelFromBuffer(handle, json.data(), json.size()) != 0) {
    return last_error();
  }
  return booster;
}

core::Status Booster::name_features(const std::vector<std::string>& names) {
  std::vector<const char*> texts;
  texts.reserve(names.size());
  for (const std::string& name : names) texts.push_back(name.c_str());
  if (loaded_xgboost().XGBoosterSetStrFeatureInfo(handle_.get(), "feature_name", texts.data(), texts.size()) != 0)
    return last_error();
  return core::Done{};
}

core::Status Booster::set_attribute(const std::string& name, const std::string& value) {
  if (loaded_xgboost().XGBoosterSetAttr(handle_.get(), name.c_str(), value.c_str()) != 0) return last_error();
  return core::Done{};
}

core::Result<std::string> Booster::json() const {
  bst_ulong length = 0;
  const char* bytes = nullptr;
  if (loaded_xgboost().XGBoosterSaveModelToBuffer(handle_.get(), R"({"format":"json"})", &length, &bytes) != 0)
    return last_error();
  return std::string(bytes, length);
}

core::Result<std::vector<float>> Booster::predict(const Matrix& matrix, int type) const {
  const std::string config = R"({"type":)" + std::to_string(type) +
                             R"(,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  if (loaded_xgboost().XGBoosterPredictFromDMatrix(handle_.get(), matrix.handle_.get(), config.c_str(), &shape,
                                                   &dimensions, &result) != 0)
    return last_error();
  const bst_ulong count = std::accumulate(shape, shape + dimensions, bst_ulong{1}, std::multiplies<>());
  return std::vector<float>(result, result + count);
}

core::Result<float> Booster::margin_in_place(std::span<const float> row) {
  if (in_place_.handle_ == nullptr) {
    void* proxy = nullptr;
    if (loaded_xgboost().XGProxyDMatrixCreate(&proxy) != 0) return last_error();
    in_place_.handle_.reset(proxy);
  }
  const std::string values = R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(row.data())) +
                             R"(,true],"shape":[1,)" + std::to_string(row.size()) + R"(],"typestr":"<f4","version":3})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  if (loaded_xgboost().XGBoosterPredictFromDense(
          handle_.get(), values.c_str(),
          R"({"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN})",
          in_place_.handle_.get(), &shape, &dimensions, &result) != 0) {
    return last_error();
  }
  return result[0];
}

}  // namespace tallygate::training
