// SPDX-License-Identifier: Apache-2.0
#include "stats/distributions.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadgate::stats {
namespace {

namespace policies = boost::math::policies;
/// Bad arguments and overflow become NaN and infinity: a verdict must come out of every run, and an exception is none.
using Quiet = policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>, policies::underflow_error<policies::ignore_error>,
                               policies::denorm_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>,
                               policies::rounding_error<policies::ignore_error>,
                               policies::indeterminate_result_error<policies::ignore_error>, policies::promote_double<false>>;
using Normal = boost::math::normal_distribution<double, Quiet>;
using Student = boost::math::students_t_distribution<double, Quiet>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

double normalBelow(double z) { return boost::math::cdf(Normal(0, 1), z); }

double normalQuantile(double probability) {
    if (probability <= 0) {
        return -kInfinity;
    }
    return probability >= 1 ? kInfinity : boost::math::quantile(Normal(0, 1), probability);
}

double studentAbove(double freedom, double x) {
    if (std::isinf(x)) {
        return x > 0 ? 0 : 1;
    }
    return boost::math::cdf(boost::math::complement(Student(freedom), x));
}

double studentUpperQuantile(double freedom, double probability) {
    return boost::math::quantile(boost::math::complement(Student(freedom), probability));
}

double betaBelow(double x, double a, double b) { return boost::math::ibeta(a, b, std::clamp(x, 0.0, 1.0), Quiet()); }

double betaAbove(double x, double a, double b) { return boost::math::ibetac(a, b, std::clamp(x, 0.0, 1.0), Quiet()); }

double betaQuantile(double probability, double a, double b) { return boost::math::ibeta_inv(a, b, probability, Quiet()); }

}  // namespace loadgate::stats
