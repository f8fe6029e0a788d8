// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/metadata.h"

#include "loadgate/abi.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace loadgate {

namespace {

constexpr std::string_view kSchema = "loadgate.plugin/1";
constexpr std::string_view kIidPrefix = "org.loadgate.";
constexpr std::array kKinds{PluginKind::Pattern, PluginKind::Target, PluginKind::Gate, PluginKind::Rollback};

Error incompatible(std::string message) { return Error{ErrorCode::Incompatible, std::move(message)}; }
Error broken(const std::string& message) { return incompatible("its metadata are not usable: " + message); }

std::string inQuotes(std::string_view text) { return "'" + std::string(text) + "'"; }

/// ", did you mean 'key'?" or, if nothing is near, ", known are: key, kind".
std::string hint(std::string_view word, const std::vector<std::string>& known) {
    if (const auto nearest = nearestSpelling(word, known)) {
        return ", did you mean " + inQuotes(*nearest) + "?";
    }
    std::string all;
    for (const std::string& one : known) {
        all += (all.empty() ? ", known are: " : ", ") + one;
    }
    return all;
}

/// The kind in an interface id "org.loadgate.<kind>/<ABI number>".
Result<PluginKind> kindOf(std::string_view iid) {
    const auto slash = iid.rfind('/');
    if (!iid.starts_with(kIidPrefix) || slash == std::string_view::npos) {
        return incompatible("a Qt plugin of another program: its interface is " + inQuotes(iid) + ", not one of Loadgate's");
    }
    const auto name = iid.substr(kIidPrefix.size(), slash - kIidPrefix.size());
    const auto kind = std::ranges::find_if(kKinds, [&](PluginKind k) { return toText(k) == name; });
    if (kind == kKinds.end()) {
        return incompatible("of kind " + inQuotes(name) + ", which this version does not know; it knows pattern and target");
    }
    const auto number = iid.substr(slash + 1);
    if (number != std::to_string(LOADGATE_SDK_ABI)) {
        return incompatible("built for SDK ABI " + std::string(number) + ", this is " + std::to_string(LOADGATE_SDK_ABI) +
                            ": build it again");
    }
    if (*kind != PluginKind::Pattern && *kind != PluginKind::Target) {
        return incompatible("a " + std::string(name) + " plugin: this version loads patterns and targets");
    }
    return *kind;
}

Status checkKeys(const QJsonObject& object, const std::vector<std::string>& known, const std::string& place) {
    for (const QString& key : object.keys()) {
        const std::string text = key.toStdString();
        if (std::ranges::find(known, text) == known.end()) {
            return broken(place + "unknown key " + inQuotes(text) + hint(text, known));
        }
    }
    return ok();
}

Result<std::string> requiredText(const QJsonObject& object, const char* key, const std::string& place) {
    const QJsonValue value = object.value(QLatin1StringView(key));
    if (!value.isString() || value.toString().isEmpty()) {
        return broken(place + inQuotes(key) + (value.isUndefined() ? " is missing: write" : " must be") + " a text that is not empty");
    }
    return value.toString().toStdString();
}

Result<std::optional<std::string>> optionalText(const QJsonObject& object, const char* key, const std::string& place) {
    const QJsonValue value = object.value(QLatin1StringView(key));
    if (value.isUndefined()) {
        return std::optional<std::string>{};
    }
    if (!value.isString()) {
        return broken(place + inQuotes(key) + " must be a text, written like the value itself: \"250ms\"");
    }
    return std::optional(value.toString().toStdString());
}

Result<bool> optionalFlag(const QJsonObject& object, const char* key, const std::string& place) {
    const QJsonValue value = object.value(QLatin1StringView(key));
    if (!value.isUndefined() && !value.isBool()) {
        return broken(place + inQuotes(key) + " must be true or false");
    }
    return value.toBool();
}

bool isIdentifier(std::string_view text) {
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && isLower(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return isLower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

Result<std::vector<std::string>> choicesOf(const QJsonObject& object, ParamKind kind, const std::string& place) {
    const QJsonValue value = object.value(QLatin1StringView("choices"));
    const QJsonArray array = value.toArray();
    if ((kind == ParamKind::Choice) == array.isEmpty() || (!value.isUndefined() && !value.isArray())) {
        return broken(place + "'choices' must be a list of texts for kind 'choice', and only there");
    }
    std::vector<std::string> choices;
    for (const QJsonValue choice : array) {
        if (!choice.isString()) {
            return broken(place + "'choices' must be a list of texts");
        }
        choices.push_back(choice.toString().toStdString());
    }
    return choices;
}

std::vector<std::string> kindNames() {
    std::vector<std::string> names;
    for (auto kind = ParamKind::Flag; kind <= ParamKind::Secret; kind = static_cast<ParamKind>(static_cast<int>(kind) + 1)) {
        names.emplace_back(toText(kind));
    }
    return names;
}

Result<ParamSpec> paramOf(const QJsonValue& value, std::size_t number) {
    const QJsonObject object = value.toObject();
    const std::string position = "parameter " + std::to_string(number) + ": ";
    ParamSpec spec;
    LOADGATE_TRY(spec.key, requiredText(object, "key", position));
    const std::string place = "parameter " + inQuotes(spec.key) + ": ";
    if (!isIdentifier(spec.key)) {
        return broken(place + "a key is lower case letters, digits and '_', beginning with a letter");
    }
    LOADGATE_CHECK(checkKeys(object, {"key", "kind", "title", "help", "default", "min", "max", "choices", "required", "advanced"}, place));
    LOADGATE_TRY(const std::string kind, requiredText(object, "kind", place));
    const auto known = paramKindFromText(kind);
    if (!known) {
        return broken(place + "unknown kind " + inQuotes(kind) + hint(kind, kindNames()));
    }
    spec.kind = *known;
    LOADGATE_TRY(spec.title, requiredText(object, "title", place));
    LOADGATE_TRY(spec.help, requiredText(object, "help", place));
    LOADGATE_TRY(spec.defaultValue, optionalText(object, "default", place));
    LOADGATE_TRY(spec.min, optionalText(object, "min", place));
    LOADGATE_TRY(spec.max, optionalText(object, "max", place));
    LOADGATE_TRY(spec.choices, choicesOf(object, spec.kind, place));
    LOADGATE_TRY(spec.required, optionalFlag(object, "required", place));
    LOADGATE_TRY(spec.advanced, optionalFlag(object, "advanced", place));
    return spec;
}

/// A list of texts that may be left out.
Result<std::vector<std::string>> textsOf(const QJsonObject& object, const char* key) {
    const QJsonValue value = object.value(QLatin1StringView(key));
    std::vector<std::string> texts;
    for (const QJsonValue text : value.toArray()) {
        texts.push_back(text.toString().toStdString());
    }
    const bool empty = std::ranges::any_of(texts, [](const std::string& text) { return text.empty(); });
    if (empty || (!value.isUndefined() && !value.isArray())) {
        return broken(inQuotes(key) + " must be a list of texts");
    }
    return texts;
}

/// A default or bound that does not fit its own parameter would surface in a user's run; it is the plugin's defect and found here.
Status checkTexts(const ParamSpec& spec) {
    for (const auto& text : {spec.defaultValue, spec.min, spec.max}) {
        if (!text) {
            continue;
        }
        const std::array given{GivenParam{.key = spec.key, .text = *text, .where = {}, .baseDir = {}}};
        const ResolvedParams resolved = resolveParams({spec}, given);
        if (!resolved.problems.empty()) {
            return broken("a default or bound of its own is refused: " + resolved.problems.front().message);
        }
    }
    return ok();
}

Result<ParamSchema> schemaOf(const QJsonObject& metadata) {
    const QJsonValue value = metadata.value(QLatin1StringView("parameters"));
    if (!value.isArray()) {
        return broken("'parameters' must be a list, empty if there are none");
    }
    ParamSchema schema;
    for (const QJsonValue entry : value.toArray()) {
        LOADGATE_TRY(ParamSpec spec, paramOf(entry, schema.size() + 1));
        if (std::ranges::any_of(schema, [&](const ParamSpec& earlier) { return earlier.key == spec.key; })) {
            return broken("parameter " + inQuotes(spec.key) + " is declared twice");
        }
        LOADGATE_CHECK(checkTexts(spec));
        schema.push_back(std::move(spec));
    }
    return schema;
}

/// The parameter that takes a bare name; a text, so that any name fits.
Result<std::string> nameParamOf(const QJsonObject& metadata, const PluginInfo& plugin) {
    LOADGATE_TRY(const std::optional<std::string> key, optionalText(metadata, "name_param", ""));
    if (!key) {
        return std::string();
    }
    const auto spec = std::ranges::find(plugin.parameters, *key, &ParamSpec::key);
    if (plugin.kind != PluginKind::Target || spec == plugin.parameters.end() || spec->kind != ParamKind::Text) {
        return broken("'name_param' " + inQuotes(*key) + " must be the key of a parameter of kind 'text', of a target");
    }
    return *key;
}

Status checkFace(const QJsonObject& metadata) {
    LOADGATE_TRY(const std::string face, requiredText(metadata, "face", ""));
    if (face != LOADGATE_FACE) {
        return incompatible("built with the C++ library " + inQuotes(face) + ", this program with " + inQuotes(LOADGATE_FACE) +
                            ": build it with the same");
    }
    return ok();
}

}  // namespace

std::string_view toText(PluginKind kind) {
    switch (kind) {
        case PluginKind::Pattern: return "pattern";
        case PluginKind::Target: return "target";
        case PluginKind::Gate: return "gate";
        case PluginKind::Rollback: return "rollback";
    }
    return "pattern";
}

Result<PluginInfo> describePlugin(const QJsonObject& qtMetadata) {
    PluginInfo plugin;
    LOADGATE_TRY(plugin.kind, kindOf(qtMetadata.value(QLatin1StringView("IID")).toString().toStdString()));
    const QJsonObject metadata = qtMetadata.value(QLatin1StringView("MetaData")).toObject();
    LOADGATE_CHECK(checkFace(metadata));
    LOADGATE_TRY(const std::string schema, requiredText(metadata, "schema", ""));
    if (schema != kSchema) {
        return broken("their schema is " + inQuotes(schema) + ", this version reads " + inQuotes(kSchema));
    }
    LOADGATE_CHECK(checkKeys(metadata,
                             {"schema", "id", "kind", "version", "sdk", "compiler", "face", "title", "summary", "help", "schemes",
                              "own_length", "name_param", "parameters"},
                             ""));
    LOADGATE_TRY(plugin.id, requiredText(metadata, "id", ""));
    if (!isIdentifier(plugin.id)) {
        return broken("the id " + inQuotes(plugin.id) + " is not lower case letters, digits and '_', beginning with a letter");
    }
    LOADGATE_TRY(const std::string kind, requiredText(metadata, "kind", ""));
    if (kind != toText(plugin.kind)) {
        return broken("they say kind " + inQuotes(kind) + ", its interface says " + inQuotes(toText(plugin.kind)));
    }
    LOADGATE_TRY(plugin.version, requiredText(metadata, "version", ""));
    LOADGATE_TRY(plugin.compiler, requiredText(metadata, "compiler", ""));
    LOADGATE_TRY(plugin.title, requiredText(metadata, "title", ""));
    LOADGATE_TRY(plugin.summary, requiredText(metadata, "summary", ""));
    LOADGATE_TRY(plugin.help, requiredText(metadata, "help", ""));
    LOADGATE_TRY(plugin.schemes, textsOf(metadata, "schemes"));
    LOADGATE_TRY(plugin.ownLength, optionalFlag(metadata, "own_length", ""));
    LOADGATE_TRY(plugin.parameters, schemaOf(metadata));
    LOADGATE_TRY(plugin.nameParam, nameParamOf(metadata, plugin));
    return plugin;
}

}  // namespace loadgate
