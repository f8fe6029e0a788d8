// SPDX-License-Identifier: Apache-2.0
#pragma once

// The only header of the SDK that knows Qt: how a plugin library shows its author's class to the host. Authors do not include it; the
// shell that loadgate_add_plugin() generates does.

#ifdef Q_MOC_RUN
// moc 6.4 cannot read <concepts> and <compare>; it needs no more than these names.
namespace loadgate {
class PatternEntry;
class TargetEntry;
}  // namespace loadgate
#else
#include "loadgate/abi.h"
#include "loadgate/plugin.h"

#include <QObject>
#include <QtPlugin>

#include <concepts>
#include <memory>

namespace loadgate {

/// A class that is a `Product` and has the `create` that its kind asks for.
template <class Author, class Product>
concept PluginClass = std::derived_from<Author, Product> && requires(const ParamValues& values) {
    { Author::create(values) } -> std::convertible_to<Result<std::unique_ptr<Product> > >;
};

/// The entry of a pattern library, made around the author's class.
template <PluginClass<Pattern> Author>
class PatternFace : public PatternEntry {
  public:
    [[nodiscard]] Result<std::unique_ptr<Pattern> > create(const ParamValues& values) const override { return Author::create(values); }
};

/// The entry of a target library, made around the author's class.
template <PluginClass<Target> Author>
class TargetFace : public TargetEntry {
  public:
    [[nodiscard]] Result<std::unique_ptr<Target> > create(const ParamValues& values) const override { return Author::create(values); }
};

}  // namespace loadgate

static_assert(LOADGATE_SDK_ABI == 2, "the interface ids below carry the SDK's ABI number: raise both");
#endif

// Kind and ABI number in one text, which Qt keeps in the library's metadata and the catalog compares before any code runs.
Q_DECLARE_INTERFACE(loadgate::PatternEntry, "org.loadgate.pattern/2")
Q_DECLARE_INTERFACE(loadgate::TargetEntry, "org.loadgate.target/2")
