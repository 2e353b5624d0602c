/** The style of the page: one sheet, allowed by its hash. Light, dark, narrow and printed. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f6f3;--card:#fff;--ink:#1b1c22;--soft:#585b68;--line:#dcdce2;--wait:#8d90a0;
--stopped:#15784a;--already-stopped:#2f6f9b;--superseded:#7447b8;--held:#836100;--rehearsed:#585b68;--dead-lettered:#b3211a;--otherwise:#b3211a;--open:#a94a06;--link:#2a55b5}
@media (prefers-color-scheme:dark){:root{--bg:#101116;--card:#191b22;--ink:#ecedf2;--soft:#a9acba;--line:#353845;--wait:#7f8395;
--stopped:#4cc88e;--already-stopped:#7db8e0;--superseded:#bd9cf3;--held:#dcb548;--rehearsed:#a9acba;--dead-lettered:#ff8d83;--otherwise:#ff8d83;--open:#f6a860;--link:#9dbcff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.6rem}
h1{font-size:1.65rem;line-height:1.2;margin:.1rem 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:0 0 .5rem}
h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
p{margin:.3rem 0}
.kicker{font-size:.8rem;font-weight:600;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
.soft,.facts{color:var(--soft);font-size:.9rem}
.facts{overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:.8rem 0 0;padding:0}
nav a{display:inline-block;padding:.25rem 0}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem;margin:1rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.4rem,1fr));gap:.7rem;margin:1rem 0 0}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.6rem .8rem;display:flex;flex-direction:column-reverse;justify-content:flex-end}
.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{margin:0;font-size:1.2rem;line-height:1.3;font-weight:650;white-space:nowrap;font-variant-numeric:tabular-nums}
ul,ol{list-style:none;margin:0;padding:0}
.notice{border-left:4px solid var(--open);padding:.2rem 0 .2rem .8rem;margin:.8rem 0;overflow-wrap:anywhere}
svg{display:block;width:100%;overflow:visible}
svg.mark{display:inline-block;width:.95em;height:.95em;vertical-align:-.1em;margin-right:.4em;flex:none}
.end{font-weight:600;white-space:nowrap}
${['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed', 'dead-lettered', 'otherwise', 'open']
  .map((end) => `.${end} .mark,.${end} .bar{color:var(--${end})}`)
  .join('')}
.rows>li,details li{display:grid;grid-template-columns:minmax(7rem,13rem) 8.4rem minmax(0,1fr) 9.5rem;gap:0 .9rem;align-items:center;padding:.28rem 0;border-top:1px solid var(--line)}
.counts>li{display:grid;grid-template-columns:8.8rem 2.6rem minmax(0,1fr);gap:0 .9rem;align-items:center;padding:.22rem 0}
.outcomes>li{grid-template-columns:8.8rem 2.6rem minmax(0,16rem) minmax(0,1fr)}
.outcomes .why{grid-column:auto}
.counts .n{text-align:right;font-variant-numeric:tabular-nums;font-weight:600}
.name{font-weight:600;overflow-wrap:anywhere;min-width:0}
.id{display:block;color:var(--soft);font-weight:400;font-size:.78rem;overflow-wrap:anywhere}
.time{font-size:.9rem;font-variant-numeric:tabular-nums;text-align:right}
.why{grid-column:1/-1;color:var(--soft);font-size:.88rem;overflow-wrap:anywhere}
.axis{display:grid;grid-template-columns:minmax(7rem,13rem) 8.4rem minmax(0,1fr) 9.5rem;gap:0 .9rem;margin-top:.5rem}
.axis svg{grid-column:3}
.axis text{fill:var(--soft);font-size:11.5px}
.track{stroke:var(--line)}.grid{stroke:var(--line)}
.waiting{stroke:var(--wait)}
.request{border:0;border-top:1px solid var(--line);border-radius:0;padding:1rem 0 .4rem;margin:.6rem 0 0}
.letters>li,details.letters li{display:block;padding:.5rem 0;border-top:1px solid var(--line)}
.letters{margin-bottom:1rem}
.letters .id{display:inline;margin-left:.5rem}
details{border-top:1px solid var(--line)}
summary{padding:.55rem 0;cursor:pointer;color:var(--link)}
.spans>li,details.spans li{grid-template-columns:minmax(7rem,13rem) minmax(0,1fr) 14rem}
.money>li,details.money li{grid-template-columns:minmax(7rem,16rem) minmax(0,1fr) 9rem}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.5rem 0;font-size:.88rem;color:var(--soft)}
.key svg{display:inline-block;width:2.4rem;height:14px;vertical-align:-2px;margin-right:.45rem}
.key .mark{width:.95em}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
footer{padding-bottom:2.5rem}
@media (max-width:44rem){
.rows>li,details li,.spans>li,details.spans li,.money>li,details.money li{grid-template-columns:minmax(0,1fr) auto;padding:.45rem 0}
.rows .bar{grid-column:1/-1;grid-row:2;margin:.3rem 0}
.rows .time{grid-column:1/-1;text-align:left}
.money .facts{grid-column:1/-1;grid-row:2}
.money .time{grid-column:auto;text-align:right}
.axis{display:block}
.counts>li,.outcomes>li{grid-template-columns:8.4rem 2.2rem minmax(0,1fr)}
.outcomes .why{grid-column:1/-1}
section.request{padding:.9rem 0 .3rem}
h1{font-size:1.4rem}
section{padding:.9rem .8rem}
}
@media print{
:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--wait:#777;
--stopped:#15784a;--already-stopped:#2f6f9b;--superseded:#7447b8;--held:#836100;--rehearsed:#585b68;--dead-lettered:#b3211a;--otherwise:#b3211a;--open:#a94a06;--link:#000}
body{font-size:11pt}nav{display:none}section{border:0;padding:0}
li,.tiles div{break-inside:avoid}h2,h3{break-after:avoid}
details::details-content{content-visibility:visible;display:block;block-size:auto}
}`;
