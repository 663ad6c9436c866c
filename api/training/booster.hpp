// libxgboost behind values that free what they hold: tables of floats, and boosters that are fitted to them. One
// thread, always: so the same table and parameters give the same bytes. What the server scores with is risk/model.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace tallygate::training {

// Rows of floats, NaN where a value is missing, and the labels, 0 or 1 (for squared error any).
class Matrix {
 public:
  // `values`: rows * columns of them, row by row. No labels: only to be scored.
  static core::Result<Matrix> make(std::span<const float> values, std::size_t columns,
                                   std::span<const float> labels = {});
  Matrix() = default;
  std::size_t rows() const { return rows_; }

 private:
  friend class Booster;
  struct Free {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Free> handle_;
  std::size_t rows_ = 0, columns_ = 0;
};

class Booster {
 public:
  using Parameters = std::vector<std::pair<std::string, std::string>>;  // XGBoost's own names

  // Fits `rounds` trees. `after_round` is called with the number of rounds that are done.
  static core::Result<Booster> train(const Matrix& matrix, const Parameters& parameters, std::size_t rounds,
                                     const std::function<void(std::size_t)>& after_round = {});
  static core::Result<Booster> load(std::string_view json);

  core::Status name_features(const std::vector<std::string>& names);
  core::Status set_attribute(const std::string& name, const std::string& value);
  core::Result<std::string> json() const;

  core::Result<std::vector<float>> margins(const Matrix& matrix) const { return predict(matrix, 1); }
  core::Result<std::vector<float>> predictions(const Matrix& matrix) const { return predict(matrix, 0); }
  // Row by row, one for each column and then the bias (approx_contribs).
  core::Result<std::vector<float>> contributions(const Matrix& matrix) const { return predict(matrix, 3); }
  // The margin of one row without a matrix, as fast as libxgboost gives it: what it keeps between rows is kept.
  core::Result<float> margin_in_place(std::span<const float> row);

 private:
  core::Result<std::vector<float>> predict(const Matrix& matrix, int type) const;
  struct Free {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Free> handle_;
  Matrix in_place_;  // made for the first row
};

}  // namespace tallygate::training
