// SPDX-License-Identifier: Apache-2.0
#include "core/report/html_page.h"

namespace loadgate::report {
namespace {

// Colours after Okabe and Ito, which people who see fewer colours tell apart, on white and on nearly black, each at least 4.5 to 1 against
// its ground; lines differ in width or dashes too.
constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--back:#fff;--card:#f6f7f9;--ink:#1b1f24;--faint:#57606a;--grid:#dfe3e8;--blue:#0072b2;--orange:#b84f00;--green:#00795a;--violet:#7a3fc0;--grey:#57606a;--pass:#0a6b3d;--fail:#b3261e;--open:#7a5600;--h1:#deebf7;--h2:#c6dbef;--h3:#9ecae1;--h4:#6baed6;--h5:#4292c6;--h6:#2171b5;--h7:#08519c;--h8:#08306b}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--card:#1d2126;--ink:#e6e8eb;--faint:#a3abb5;--grid:#333a42;--blue:#56b4e9;--orange:#f0a33a;--green:#3ecf9f;--violet:#c39bff;--grey:#a3abb5;--pass:#4fd08b;--fail:#ff8a80;--open:#e3b341;--h1:#0b2a4a;--h2:#0d3d6b;--h3:#11568f;--h4:#1f78b4;--h5:#3f9bd1;--h6:#74bfe5;--h7:#a9dbf2;--h8:#e3f5fc}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1060px;margin:0 auto;padding:20px}
h1{font-size:24px;line-height:1.3;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:19px;margin:32px 0 8px;border-bottom:1px solid var(--grid)}
p,li{margin:4px 0;overflow-wrap:anywhere}
.reason{font-size:17px}
.faint,caption,figcaption{color:var(--faint)}
caption,figcaption{text-align:left;font-size:13px;padding:2px 0}
.status{font-weight:700;white-space:nowrap}
.PASS{color:var(--pass)}.FAIL{color:var(--fail)}.INCONCLUSIVE,.INVALID{color:var(--open)}
.tiles{display:flex;flex-wrap:wrap;gap:10px;margin:14px 0}
.tiles div{flex:1 1 130px;background:var(--card);border-radius:6px;padding:8px 12px}
.tiles dt{color:var(--faint);font-size:13px}
.tiles dd{margin:0;font-size:19px;font-weight:600}
.wide{overflow-x:auto;margin:10px 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:4px 10px;border-bottom:1px solid var(--grid);vertical-align:top}
th{color:var(--faint);font-weight:600;white-space:nowrap}
td{white-space:nowrap}
.left{text-align:left}
td.left{white-space:normal;overflow-wrap:anywhere;min-width:5em}
figure{margin:14px 0 22px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:2px 0;padding:0;font-size:13px}
svg{display:block;width:100%;height:auto;font:12px system-ui,"DejaVu Sans",sans-serif}
.key{display:inline-block;width:26px;height:8px;vertical-align:middle}
.heat{width:80px}
text{fill:var(--faint)}
.end{text-anchor:end}.mid{text-anchor:middle}
.note{font-size:11.5px;paint-order:stroke;stroke:var(--back);stroke-width:3px}
.grid{stroke:var(--grid);stroke-width:1}
.axis{stroke:var(--faint);stroke-width:1}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round;stroke:var(--grey)}
.limit{stroke-width:1.3;stroke-dasharray:7 5;stroke:var(--grey)}
.mark{fill:none;stroke-width:2;stroke:var(--fail)}
.moment{stroke:var(--fail);stroke-width:1.5;stroke-dasharray:2 3}
.band{fill:var(--faint);fill-opacity:.13}
.line.q50,.limit.q50{stroke:var(--blue)}.line.q95,.limit.q95{stroke:var(--orange)}.line.q99,.limit.q99{stroke:var(--violet)}
.line.q95{stroke-width:2.6}.line.q99{stroke-width:1.6}
.line.planned{stroke:var(--grey);stroke-dasharray:2 5;stroke-width:2.6}.line.sent{stroke:var(--blue)}.line.good{stroke:var(--green);stroke-width:1.5}
.line.failed{stroke:var(--fail)}.line.shed{stroke:var(--open);stroke-dasharray:6 4}.line.service{stroke:var(--blue);stroke-dasharray:6 4}
text.q50{fill:var(--blue)}text.q95{fill:var(--orange)}text.q99{fill:var(--violet)}
.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}.h4{fill:var(--h4)}.h5{fill:var(--h5)}.h6{fill:var(--h6)}.h7{fill:var(--h7)}.h8{fill:var(--h8)}
@media print{main{max-width:none}figure,table{break-inside:avoid}}
)css";

}  // namespace

std::string_view htmlStyle() { return kStyle; }

std::string_view htmlStyleHash() { return "sha256-mrFQHUUSVZDUROs1JYUlXgDtLRwAt5uDPgILayBXVp8="; }

}  // namespace loadgate::report
