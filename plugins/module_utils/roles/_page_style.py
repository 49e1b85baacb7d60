# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The style sheet of the pages: light, dark and print, from a phone's width up, with the reader's own fonts."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;
--paper:#fff;--ground:#f4f3ef;--ink:#1d2329;--soft:#545d67;--line:#dcd9d1;--strong:#b9b5aa;--link:#1f4e79;
--good:#2c6e63;--aged:#c8982f;--bad:#b23a2a;--dim:#8b9098;--dim-ground:#dfe1e4;--aged-ground:#f0dcae;--plain:#5d7488;
--good-ink:#1f5a50;--aged-ink:#7a5606;--bad-ink:#a02f20;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;
--serif:"Iowan Old Style","Source Serif 4","Source Serif Pro",Charter,"Palatino Linotype",Palatino,Georgia,
"Noto Serif",serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{
--paper:#1b1f24;--ground:#13161a;--ink:#e8e5de;--soft:#a6adb6;--line:#333a42;--strong:#525b66;--link:#8fbbe6;
--good:#57ab9b;--aged:#dcae52;--bad:#e2705d;--dim:#7d858f;--dim-ground:#3a4149;--aged-ground:#5a4a22;--plain:#8aa2b8;
--good-ink:#79c5b6;--aged-ink:#e6c179;--bad-ink:#f09483}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 var(--sans);font-variant-numeric:tabular-nums}
.sheet{max-width:72rem;margin:0 auto;padding:0 1.5rem}
h1,h2,h3{font-family:var(--serif);font-weight:600;line-height:1.2;margin:0;text-wrap:balance}
h1{font-size:2.35rem;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.35rem}
h2:focus{outline:none}
h3{font-size:1.02rem;font-family:var(--sans);font-weight:600}
p{margin:0}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
.patterns{position:absolute}
header{padding:3.25rem 0 1.75rem}
.kicker{font-size:.78rem;font-weight:600;letter-spacing:.09em;text-transform:uppercase;color:var(--soft);
margin-bottom:.5rem}
.facts{color:var(--soft);margin-top:.5rem;overflow-wrap:anywhere}
section{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:1.5rem 1.6rem 1.6rem;
margin:0 0 1.25rem;
min-width:0}
.lead{color:var(--soft);margin:.3rem 0 0;max-width:58rem;text-wrap:pretty}
.pair{display:grid;gap:0 1.25rem;grid-template-columns:1fr}
@media (min-width:56rem){.pair{grid-template-columns:1fr 1fr}}
.verdict{font-family:var(--serif);font-size:1.45rem;line-height:1.35;max-width:52rem;text-wrap:pretty;
margin-bottom:1.25rem}
svg{display:block}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem 1.6rem;padding:0;margin:.85rem 0 0}
.legend li{display:flex;align-items:center;gap:.5rem}
.legend b{font-weight:600}
.legend .share{color:var(--soft)}
.key{width:.85rem;height:.85rem;flex:none}
.f-compliant,.f-good{fill:var(--good)}
.f-compliant_when_last_seen,.f-aged{fill:url(#hatch)}
.f-noncompliant,.f-bad{fill:var(--bad)}
.f-unknown,.f-dim{fill:url(#dots)}
.f-plain{fill:var(--plain)}
.f-none{fill:var(--line)}
#hatch .ground{fill:var(--aged-ground)}
#hatch .stroke{stroke:var(--aged);stroke-width:2.2;fill:none}
#dots .ground{fill:var(--dim-ground)}
#dots .dot{fill:var(--dim)}
.base{stroke:var(--strong);stroke-width:2}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.2rem,1fr));gap:0;margin:0 0 1.25rem;padding:0;
background:var(--line);border:1px solid var(--line);border-radius:6px;overflow:hidden;gap:1px}
.tile{background:var(--paper);padding:.95rem 1.1rem 1rem;display:flex;flex-direction:column}
.tile dt{font-size:.9rem;line-height:1.3}
.tile dd{display:contents}
.tile b{order:-1;margin-bottom:.2rem;font:600 1.75rem/1.15 var(--serif);font-variant-numeric:lining-nums tabular-nums}
.tile .detail{font-size:.82rem;color:var(--soft);display:block;margin-top:.15rem}
.tile.bad b{color:var(--bad-ink)}
.tile.aged b{color:var(--aged-ink)}
.tile.good b{color:var(--good-ink)}
.checks{list-style:none;margin:1.25rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line);display:grid;gap:.45rem}
.checks li{display:flex;gap:.6rem;align-items:baseline}
section>ul{margin:1rem 0 0;padding-left:1.2rem}
section>ul.legend,section>ul.checks{padding-left:0}
.mark{font-weight:600;white-space:nowrap;min-width:6rem}
.mark.bad{color:var(--bad-ink)}
.mark.good{color:var(--good-ink)}
.mark.aged{color:var(--aged-ink)}
table{border-collapse:collapse;width:100%;font:inherit}
th{font-weight:400;text-align:left}
caption{text-align:left}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.chart,.chart tbody,.chart thead{display:block}
.chart{margin-top:1rem}
.chart tr{display:grid;grid-template-columns:minmax(0,1fr) 4.6rem 4.6rem;column-gap:.4rem;align-items:baseline;
padding:.4rem 0 .62rem}
.chart thead tr,.multiples .chart thead tr{padding:0 0 .1rem;font-size:.82rem;color:var(--soft)}
.chart td,.chart th{padding:0;min-width:0}
.chart .n{text-align:right;white-space:nowrap}
.chart td.n:nth-last-child(1){color:var(--soft)}
.chart .plot{grid-column:1/-1;grid-row:2;padding-top:.28rem}
.chart th{overflow-wrap:anywhere}
.chart.two tr{grid-template-columns:minmax(0,1fr) 4.6rem}
.nothing{color:var(--soft);margin-top:1rem}
button.pick{all:unset;cursor:pointer;text-decoration:underline;text-decoration-color:var(--strong);
text-decoration-thickness:1px;
text-underline-offset:.2em}
button.pick:hover{text-decoration-color:currentColor}
button.pick:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.columns{list-style:none;display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:.6rem;padding:0;
margin:1.25rem 0 0}
.columns li{display:flex;flex-direction:column;text-align:center;min-width:0}
.columns .n{font-weight:600;order:-1;margin-bottom:.3rem}
.columns .name{font-size:.86rem;line-height:1.25;margin-top:.45rem}
.columns .share{font-size:.82rem;color:var(--soft)}
.columns .apart{border-left:1px dashed var(--strong);padding-left:.6rem}
.multiples{display:grid;grid-template-columns:repeat(auto-fit,minmax(15.5rem,1fr));gap:1.25rem 2.25rem;
margin-top:1.1rem}
.multiples .chart{margin-top:.35rem}
.multiples .chart tr{padding:.25rem 0 .5rem}
.groups{display:grid;gap:1.5rem;margin-top:1.1rem}
.groups .chart{margin-top:.3rem}
.differences{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 2.5rem;margin:1rem 0 0}
.differences div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line);
padding:.35rem 0}
.differences dd{margin:0;font-weight:600;white-space:nowrap}
details{border-bottom:1px solid var(--line)}
details:first-of-type{margin-top:1.25rem;border-top:1px solid var(--line)}
summary{cursor:pointer;padding:.5rem 0;font-weight:500}
summary .n{float:right;font-weight:600}
details ul{margin:0 0 .8rem;padding-left:1.2rem}
details li{overflow-wrap:anywhere}
.mono{font-family:var(--mono);font-size:.78rem;color:var(--soft);overflow-wrap:anywhere}
.tools{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.1rem 0 .9rem;
align-items:end}
.tools .wide{grid-column:span 2}
.tools label{display:block;font-size:.82rem;color:var(--soft);margin-bottom:.2rem}
input,select,.tools button,.pages button{font:inherit;font-size:.95rem;color:var(--ink);background:var(--paper);
border:1px solid var(--strong);border-radius:4px;padding:.42rem .6rem;width:100%;min-height:2.5rem}
.tools button,.pages button{cursor:pointer;width:auto;padding-inline:.95rem}
.pages button:disabled{color:var(--soft);border-color:var(--line);cursor:default}
.status{margin:.2rem 0 .4rem;color:var(--soft)}
.list{font-size:.9rem}
.list th,.list td{padding:.6rem .7rem .6rem 0;vertical-align:top;border-bottom:1px solid var(--line);
overflow-wrap:anywhere}
.list thead th{border-bottom:1px solid var(--strong);padding-block:.35rem;white-space:nowrap;font-weight:600;
vertical-align:bottom}
.list thead button{all:unset;cursor:pointer;font-weight:600;display:inline-flex;gap:.3rem;align-items:center}
.list thead button:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.list thead button::after{content:"";width:.5rem;height:.5rem}
.list th[aria-sort=ascending] button::after{content:"▲";font-size:.6rem}
.list th[aria-sort=descending] button::after{content:"▼";font-size:.6rem}
.list .when{white-space:nowrap}
@media (min-width:44.01rem){
.list{table-layout:fixed}
.list th:nth-child(1){width:25%}
.list th:nth-child(2){width:18.5%}
.list th:nth-child(3){width:13.5%}
.list th:nth-child(4){width:12%}
.list th:nth-child(6){width:8.5%}
.list th:nth-child(7){width:10%}
.list th:nth-child(8){width:5.5%}
.list.evidence th:nth-child(1){width:29%}
.list.evidence th:nth-child(2){width:18%}
.list.evidence th:nth-child(3){width:21%}
.list.evidence th:nth-child(4){width:14%}
.list.plain th{width:auto}
.list.plain{table-layout:auto}
.list .n,.list th[data-sort=alerts]{text-align:right;padding-right:0}
.list th[data-sort=alerts]{white-space:normal}
}
.list small{display:block;font-weight:400;color:var(--soft);font-size:.84rem}
.list small.mono{font-size:.72rem;margin-top:.1rem}
.list tbody th{font-weight:600}
.state{display:inline-flex;gap:.45rem;align-items:baseline;font-weight:600}
.state .key{align-self:center;width:.7rem;height:.7rem}
.state.noncompliant,.state.failed{color:var(--bad-ink)}
.state.compliant,.state.confirmed{color:var(--good-ink)}
.state.compliant_when_last_seen,.state.outstanding,.state.planned{color:var(--aged-ink)}
.state.unknown{color:var(--soft)}
.pages{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin-top:1rem}
.pages label{display:flex;gap:.5rem;align-items:center;margin-left:auto;color:var(--soft);font-size:.9rem}
.pages select{width:auto}
.only-narrow{display:none}
.scroll{overflow-x:auto;margin-top:1rem}
.record{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.35rem 1.5rem;margin:1rem 0 0}
.record dt{color:var(--soft)}
.record dd{margin:0;overflow-wrap:anywhere}
dl.words{margin:1rem 0 0;display:grid;gap:.8rem}
dl.words dt{font-weight:600}
dl.words dd{margin:0;color:var(--soft);max-width:52rem}
footer{color:var(--soft);font-size:.86rem;max-width:72rem;margin:0 auto;padding:.75rem 1.5rem 3rem}
@media (max-width:44rem){
.tile:last-child:nth-child(odd){grid-column:1/-1}
.chart tr{grid-template-columns:minmax(0,1fr) 3.4rem 3.6rem}
.sheet{padding:0 .9rem}
header{padding:1.9rem 0 1.25rem}
h1{font-size:1.8rem}
.verdict{font-size:1.2rem}
section{padding:1.15rem 1.05rem 1.25rem}
.tiles{grid-template-columns:1fr 1fr}
.tile{padding:.75rem .85rem}
.legend{display:grid;gap:.4rem}
.columns{grid-auto-flow:row;gap:.75rem}
.columns li{display:grid;grid-template-columns:1fr auto 3.6rem;gap:0 .6rem;text-align:left;align-items:baseline}
.columns svg{grid-column:1/-1;grid-row:2;height:.65rem}
.columns .column{display:none}
.columns .n{order:0;margin:0}
.columns .name{margin:0;font-size:.95rem}
.columns .share{text-align:right}
.columns .apart{border-left:0;padding-left:0;border-top:1px dashed var(--strong);padding-top:.7rem}
.only-narrow{display:block}
.tools{grid-template-columns:1fr 1fr}
.pages label{margin-left:0}
.list,.list tbody{display:block}
.list thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.list tr{display:grid;grid-template-columns:1fr 1fr;gap:.55rem 1rem;border-bottom:1px solid var(--strong);
padding:.9rem 0}
.list th,.list td{padding:0;border:0;min-width:0}
.list td::before,.list tbody th::before{content:attr(data-label);display:block;font-size:.76rem;color:var(--soft);
font-weight:400}
.list .full{grid-column:1/-1}
.list td.empty{display:none}
.record{grid-template-columns:1fr;gap:0}
.record dd{margin-bottom:.6rem}
.mark{min-width:5rem}
}
@media (min-width:44.01rem){.columns .bar{display:none}}
@media (forced-colors:active){svg,.key{forced-color-adjust:none}}
@media print{
:root{color-scheme:light;--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#ccc;--strong:#888;--link:#000;
--good:#2c6e63;--aged:#c8982f;--bad:#b23a2a;--dim:#8b9098;--dim-ground:#e4e6e8;--aged-ground:#f5e6c4;--plain:#5d7488;
--good-ink:#1f5a50;--aged-ink:#6b4a00;--bad-ink:#962718}
@page{size:A4;margin:15mm 14mm}
html{font-size:11.2px}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.sheet{max-width:none;padding:0}
header{padding:0 0 1.25rem}
section{border:0;border-top:1px solid var(--strong);border-radius:0;padding:.8rem 0 .9rem;margin:0;break-inside:avoid}
section.long{break-inside:auto}
.pair{grid-template-columns:1fr 1fr;gap:0 2.5rem}
.tiles{break-inside:avoid;grid-template-columns:repeat(7,1fr);margin-bottom:.9rem}
.tile{padding:.6rem .6rem .7rem}
.verdict{margin-bottom:.8rem}
.columns svg{height:88px}
.columns{margin-top:.8rem}
.list{font-size:.8rem}
.list small{font-size:.75rem}
.tools,.pages,.skip,.screen{display:none}
button.pick,summary{text-decoration:none}
tr,li,.tile{break-inside:avoid}
h2,h3{break-after:avoid}
.list thead{display:table-header-group;break-inside:avoid}
.list th,.list td{padding-block:.4rem}
.list small.mono{font-size:.62rem}
.chart tr,.multiples .chart tr{padding:.18rem 0 .38rem}
footer{padding:1rem 0 0}
}
""".strip()
