// SPDX-License-Identifier: Apache-2.0
#include "core/config/redactor.h"

#include "core/config/http_text.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

constexpr std::size_t kShortest = 4;     // bytes; anything shorter is in every text
constexpr std::size_t kStandsAlone = 7;  // bytes; up to here only as a word of its own
constexpr std::string_view kStars = "***";
constexpr std::string_view kCutMark = "…";
constexpr std::array<std::string_view, 4> kCredentials{"proxy-authorization", "authorization", "set-cookie", "cookie"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool isWordCharacter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool standsAlone(std::string_view text, std::size_t position, std::size_t length) {
    const bool before = position == 0 || !isWordCharacter(text[position - 1]);
    return before && (position + length == text.size() || !isWordCharacter(text[position + length]));
}

/// How many bytes of the secret stand here before a text that was cut short ends; 0 if they are too few to tell.
std::size_t cutHere(std::string_view text, std::string_view secret) {
    const auto differ = std::mismatch(text.begin(), text.end(), secret.begin(), secret.end());
    const auto length = static_cast<std::size_t>(differ.first - text.begin());
    const bool cut = length == text.size() || text.substr(length).starts_with(kCutMark);
    return length >= kShortest && length < secret.size() && cut ? length : 0;
}

bool beginsWith(std::string_view text, std::string_view lowerCase) {
    return text.size() >= lowerCase.size() &&
           std::equal(lowerCase.begin(), lowerCase.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

/// What follows "Cookie:" up to the end of the line.
std::string withoutCredentials(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const bool begins = result.empty() || !(isWordCharacter(result.back()) || result.back() == '-');
        const auto* const name = std::find_if(kCredentials.begin(), kCredentials.end(), [&](std::string_view one) {
            return begins && beginsWith(text, one) && text.substr(one.size()).starts_with(':');
        });
        if (name == kCredentials.end()) {
            result.push_back(text.front());
            text.remove_prefix(1);
            continue;
        }
        result.append(text.substr(0, name->size() + 1)).append(" ").append(kStars);
        text.remove_prefix(std::min(text.find_first_of("\r\n"), text.size()));
    }
    return result;
}

/// "http://user:password@host" becomes "http://***@host", anywhere in the text.
std::string withoutUserinfo(std::string_view text) {
    constexpr std::string_view kAuthority = "://";
    std::string result;
    for (std::size_t scheme = text.find(kAuthority); scheme != std::string_view::npos; scheme = text.find(kAuthority)) {
        result.append(text.substr(0, scheme + kAuthority.size()));
        text.remove_prefix(scheme + kAuthority.size());
        const std::size_t end = std::min(text.find_first_of("/?# \t\r\n"), text.size());
        const std::size_t at = text.substr(0, end).rfind('@');
        if (at != std::string_view::npos) {
            result.append(kStars);
            text.remove_prefix(at);
        }
    }
    return result.append(text);
}

std::string jsonEncoded(std::string_view text) {
    const std::string quoted = config::jsonString(text);
    return quoted.substr(1, quoted.size() - 2);
}

std::string urlEncoded(std::string_view text) {
    std::string result = config::formEncoded(text);
    for (std::size_t plus = result.find('+'); plus != std::string::npos; plus = result.find('+', plus)) {
        result.replace(plus, 1, "%20");
    }
    return result;
}

}  // namespace

bool carriesCredentials(std::string_view headerName) {
    return std::any_of(kCredentials.begin(), kCredentials.end(), [&](std::string_view one) { return config::sameHeader(one, headerName); });
}

void Redactor::add(std::string secret, std::string_view shownAs) {
    const auto isSame = [&](const Hidden& one) { return one.secret == secret; };
    if (secret.size() < kShortest || std::any_of(m_hidden.begin(), m_hidden.end(), isSame)) {
        return;
    }
    const auto shorter = [&](const Hidden& one) { return one.secret.size() < secret.size(); };
    const auto place = std::find_if(m_hidden.begin(), m_hidden.end(), shorter);
    m_hidden.insert(place, Hidden{std::move(secret), std::string(shownAs)});
}

void Redactor::hide(std::string_view secret, std::string_view shownAs) {
    add(std::string(secret), shownAs);
    add(jsonEncoded(secret), shownAs);
    add(config::formEncoded(secret), shownAs);
    add(urlEncoded(secret), shownAs);
}

const Redactor::Hidden* Redactor::at(std::string_view text, std::size_t position) const {
    const std::string_view rest = text.substr(position);
    const auto found = std::find_if(m_hidden.begin(), m_hidden.end(), [&](const Hidden& one) {
        const bool whole = rest.starts_with(one.secret);
        return whole && (one.secret.size() > kStandsAlone || standsAlone(text, position, one.secret.size()));
    });
    return found == m_hidden.end() ? nullptr : &*found;
}

std::string Redactor::withoutSecrets(std::string_view text) const {
    std::string result;
    std::size_t position = 0;
    while (position < text.size()) {
        if (const Hidden* hidden = at(text, position)) {
            result.append(hidden->shownAs);
            position += hidden->secret.size();
            continue;
        }
        const std::string_view rest = text.substr(position);
        const auto cut = std::find_if(m_hidden.begin(), m_hidden.end(),
                                      [&](const Hidden& one) { return one.secret.size() > kStandsAlone && cutHere(rest, one.secret) > 0; });
        if (cut != m_hidden.end()) {
            result.append(cut->shownAs);
            position += cutHere(rest, cut->secret);
            continue;
        }
        result.push_back(text[position++]);
    }
    return result;
}

std::string Redactor::operator()(std::string_view text) const {
    return withoutCredentials(withoutUserinfo(m_hidden.empty() ? std::string(text) : withoutSecrets(text)));
}

RequestSpec Redactor::operator()(RequestSpec request) const {
    request.name = (*this)(request.name);
    request.path = (*this)(request.path);
    request.body = (*this)(request.body);
    request.realPath.reset();
    request.realBody.reset();
    for (NameValue& header : request.headers) {
        header.value = carriesCredentials(header.name) ? std::string(kStars) : (*this)(header.value);
        header.real.reset();
    }
    return request;
}

}  // namespace loadgate
