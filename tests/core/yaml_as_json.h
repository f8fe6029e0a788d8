// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/yaml_tree.h"
#include "show.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace loadgate::test {

/// A piece of YAML as an editor would hand it to a schema: what stands without quotes may be a number, a boolean or nothing.
inline QJsonValue asJson(const config::YamlNode& node) {
    using Kind = config::YamlNode::Kind;
    if (node.kind == Kind::Map) {
        QJsonObject object;
        for (const config::YamlNode& child : node.children) {
            object[shown(child.key)] = asJson(child);
        }
        return object;
    }
    if (node.kind == Kind::List) {
        QJsonArray array;
        for (const config::YamlNode& child : node.children) {
            array.append(asJson(child));
        }
        return array;
    }
    const QString text = shown(node.text);
    static const QRegularExpression number("^[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$");
    if (node.kind == Kind::Null || node.quoted) {
        return node.kind == Kind::Null ? QJsonValue() : QJsonValue(text);
    }
    if (text == "true" || text == "false") {
        return text == "true";
    }
    return number.match(text).hasMatch() ? QJsonValue(text.toDouble()) : QJsonValue(text);
}

/// The schema's own way to a value: "requests.timeout" for requests[3].timeout, "targets.*.url" for targets.shop.url. Stops where the
/// schema says nothing more (parameters of plugins, JSON bodies).
class SchemaKeys {
  public:
    explicit SchemaKeys(QJsonObject root) : m_root(std::move(root)) { collect(m_root, {}); }
    /// All of them.
    [[nodiscard]] const QStringList& all() const { return m_all; }

  private:
    [[nodiscard]] QJsonObject resolved(const QJsonValue& schema) const {
        const QString reference = schema.toObject().value("$ref").toString();
        return reference.isEmpty() ? schema.toObject() : m_root.value("$defs").toObject().value(reference.section('/', -1)).toObject();
    }
    void add(const QString& path) {
        if (!m_all.contains(path)) {
            m_all << path;
        }
    }
    void collect(const QJsonValue& value, const QString& path) {
        const QJsonObject schema = resolved(value);
        const QString dot = path.isEmpty() ? QString() : path + ".";
        const QJsonObject properties = schema.value("properties").toObject();
        for (const QString& key : properties.keys()) {
            add(dot + key);
            collect(properties[key], dot + key);
        }
        for (const QJsonValue& named : schema.value("patternProperties").toObject()) {
            collect(named, dot + "*");
        }
        if (schema.value("additionalProperties").isObject()) {
            collect(schema.value("additionalProperties"), dot + "*");
        }
        if (schema.value("items").isObject()) {
            collect(schema.value("items"), path);
        }
        for (const QJsonValue& one : schema.value("oneOf").toArray()) {
            collect(one, path);
        }
    }

    QJsonObject m_root;
    QStringList m_all;
};

}  // namespace loadgate::test
