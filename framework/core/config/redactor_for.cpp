// SPDX-License-Identifier: Apache-2.0
#include "core/config/expand.h"
#include "core/config/redactor.h"
#include "core/config/run_config.h"

#include <algorithm>

namespace loadgate {
namespace {

/// Every text of a configuration in which a variable can stand, as it is shown.
class ShownTexts {
  public:
    explicit ShownTexts(const RunConfig& config) {
        add(config.name);
        add(config.target.value);
        addHeaders(config.headers);
        for (const RequestSpec& request : config.requests) {
            add(request.name);
            add(request.path);
            add(request.body);
            addHeaders(request.headers);
        }
        for (const StageConfig& stage : config.load.value) {
            m_ids.push_back(stage.pattern.id);
            addParams(stage.pattern.with);
        }
        for (const NamedTarget& target : config.targets) {
            add(target.url ? target.url->text : std::string());
            addParams(target.use ? target.use->with : std::vector<GivenParam>{});
        }
    }
    [[nodiscard]] bool name(const UsedVariable& variable) const {
        // An id is kept as the plugin's: what a variable made of it is known by its value.
        const auto isId = [&](const std::string& id) { return !variable.value.empty() && id.find(variable.value) != std::string::npos; };
        return std::any_of(m_ids.begin(), m_ids.end(), isId) ||
               std::any_of(m_texts.begin(), m_texts.end(), [&](const std::string& text) { return config::names(text, variable.name); });
    }

  private:
    void add(const std::string& text) {
        if (text.find("${") != std::string::npos) {
            m_texts.push_back(text);
        }
    }
    void addHeaders(const std::vector<NameValue>& headers) {
        std::for_each(headers.begin(), headers.end(), [&](const NameValue& header) { add(header.value); });
    }
    void addParams(const std::vector<GivenParam>& params) {
        std::for_each(params.begin(), params.end(), [&](const GivenParam& param) { add(param.text); });
    }

    std::vector<std::string> m_texts, m_ids;
};

/// The whole value and what of it is the secret: "Bearer abc" and "abc", "a=x; b=y" and x and y.
void hideCredentials(Redactor& redactor, std::string_view value) {
    redactor.hide(value);
    const std::size_t blank = value.find(' ');
    if (blank != std::string_view::npos && value.find('=') > blank) {
        redactor.hide(value.substr(value.find_first_not_of(' ', blank)));
    }
    for (std::size_t equals = value.find('='); equals != std::string_view::npos; equals = value.find('=', equals + 1)) {
        redactor.hide(value.substr(equals + 1, value.find(';', equals) - equals - 1));
    }
}

void hideCredentials(Redactor& redactor, const std::vector<NameValue>& headers) {
    for (const NameValue& header : headers) {
        if (carriesCredentials(header.name)) {
            hideCredentials(redactor, header.sent());
        }
    }
}

}  // namespace

Redactor redactorFor(const RunConfig& config) {
    Redactor redactor;
    const ShownTexts texts(config);
    for (const UsedVariable& variable : config.variables) {
        if (texts.name(variable)) {
            redactor.hide(variable.value, "${" + variable.name + "}");
        }
    }
    hideCredentials(redactor, config.headers);
    for (const RequestSpec& request : config.requests) {
        hideCredentials(redactor, request.headers);
    }
    return redactor;
}

}  // namespace loadgate
