#include "statistics/dot_products.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace refocus::statistics {
namespace {

// Each lane's running sum and its carried error.
struct Lanes {
  double sum[kLanes] = {};
  double error[kLanes] = {};
};

// Halves onto halves: additions that need not wait for each other.
Wide folded(const Lanes& lanes) {
  Wide sums[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) sums[i] = exactSum(lanes.sum[i], lanes.error[i]);
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}

void addProductsPlainly(Lanes& lanes, const double* a, const double* b, std::size_t count) {
  for (std::size_t row = 0; row < count; row += kLanes) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const Wide product = exactProduct(a[row + i], b[row + i]);
      const Wide sum = exactSum(lanes.sum[i], product.hi);
      lanes.sum[i] = sum.hi;
      lanes.error[i] += sum.lo + product.lo;
    }
  }
}

void addTrianglePlainly(double* high, double* low, const double* factors, const double* values,
                        std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i; j < count; ++j) {
      const Wide product = exactProduct(factors[i], values[j]);
      double& to = high[i * count + j];
      const Wide sum = exactSum(to, product.hi);
      to = sum.hi;
      low[i * count + j] += sum.lo + product.lo;
    }
  }
}

#if defined(__x86_64__)
// The same operations, four to an instruction: a fused multiply-subtract gives
// the product's error exactly, as Dekker's seventeen operations do.
struct Four {
  __m256d sum;
  __m256d error;
};

__attribute__((target("avx2,fma"), always_inline)) inline void addProduct(Four& to, __m256d a,
                                                                          __m256d b) {
  const __m256d product = _mm256_mul_pd(a, b);
  const __m256d productError = _mm256_fmsub_pd(a, b, product);
  const __m256d sum = _mm256_add_pd(to.sum, product);
  const __m256d part = _mm256_sub_pd(sum, to.sum);
  const __m256d sumError =
      _mm256_add_pd(_mm256_sub_pd(to.sum, _mm256_sub_pd(sum, part)), _mm256_sub_pd(product, part));
  to.sum = sum;
  to.error = _mm256_add_pd(to.error, _mm256_add_pd(sumError, productError));
}

__attribute__((target("avx2,fma"))) void addProductsByFours(Lanes& lanes, const double* a,
                                                            const double* b, std::size_t count) {
  Four low{_mm256_setzero_pd(), _mm256_setzero_pd()};
  Four high = low;
  for (std::size_t row = 0; row < count; row += kLanes) {
    addProduct(low, _mm256_loadu_pd(a + row), _mm256_loadu_pd(b + row));
    addProduct(high, _mm256_loadu_pd(a + row + 4), _mm256_loadu_pd(b + row + 4));
  }
  _mm256_storeu_pd(lanes.sum, low.sum);
  _mm256_storeu_pd(lanes.sum + 4, high.sum);
  _mm256_storeu_pd(lanes.error, low.error);
  _mm256_storeu_pd(lanes.error + 4, high.error);
}

__attribute__((target("avx2,fma"))) void addTriangleByFours(double* high, double* low,
                                                            const double* factors,
                                                            const double* values,
                                                            std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const __m256d factor = _mm256_set1_pd(factors[i]);
    double* sums = high + i * count;
    double* errors = low + i * count;
    std::size_t j = i;
    for (; j + 4 <= count; j += 4) {
      Four to{_mm256_loadu_pd(sums + j), _mm256_loadu_pd(errors + j)};
      addProduct(to, factor, _mm256_loadu_pd(values + j));
      _mm256_storeu_pd(sums + j, to.sum);
      _mm256_storeu_pd(errors + j, to.error);
    }
    for (; j < count; ++j) {
      const double product = factors[i] * values[j];
      const double error = __builtin_fma(factors[i], values[j], -product);
      const double sum = sums[j] + product;
      const double part = sum - sums[j];
      errors[j] += ((sums[j] - (sum - part)) + (product - part)) + error;
      sums[j] = sum;
    }
  }
}

bool hasFours() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has;
}
#endif

}  // namespace

Wide dotProduct(const double* a, const double* b, std::size_t count) {
  Lanes lanes;
#if defined(__x86_64__)
  if (hasFours()) {
    addProductsByFours(lanes, a, b, count);
    return folded(lanes);
  }
#endif
  addProductsPlainly(lanes, a, b, count);
  return folded(lanes);
}

void addProductsTo(double* high, double* low, const double* factors, const double* values,
                   std::size_t count) {
#if defined(__x86_64__)
  if (hasFours()) {
    addTriangleByFours(high, low, factors, values, count);
    return;
  }
#endif
  addTrianglePlainly(high, low, factors, values, count);
}

void addTo(double* high, double* low, const double* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const Wide sum = exactSum(high[i], values[i]);
    high[i] = sum.hi;
    low[i] += sum.lo;
  }
}

}  // namespace refocus::statistics
