/** The page's looks. Nothing comes from elsewhere; wide text breaks or scrolls inside its box. */
export const style = `
:root{color-scheme:light dark;--page:#f6f5f2;--card:#fff;--ink:#1f2328;--soft:#59616b;--line:#dcdad4;--code:#f3f2ee;
--good:#1a7f37;--bad:#b3261e;--warn:#8a5a00;--none:#6b7280;--accent:#2f5fb3;--good-bg:#e3f3e6;--bad-bg:#fbe5e3;--warn-bg:#fbefd5;--none-bg:#ecebe7}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2026;--ink:#e6e8eb;--soft:#a3abb5;--line:#323840;--code:#15191e;
--good:#5bc77f;--bad:#ff8f86;--warn:#efb64f;--none:#9aa3ad;--accent:#8db4ff;--good-bg:#16301f;--bad-bg:#3b1b1a;--warn-bg:#352810;--none-bg:#282d34}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em}
header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{margin:.1rem 0 .4rem;font-size:clamp(1.6rem,4.5vw,2.3rem);line-height:1.15;letter-spacing:-.015em}
h2{margin:0;font-size:1.05rem}
p{margin:0}
.over{color:var(--soft);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase}
.lead{font-size:1.1rem;color:var(--soft);max-width:46rem}
.lead strong{color:var(--ink)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:1rem;margin:1.75rem 0 0}
.card{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--tone);border-radius:.75rem;padding:1rem 1.1rem 1.1rem;display:flex;flex-direction:column;gap:.55rem}
.card .top{display:flex;justify-content:space-between;align-items:baseline;gap:.75rem}
.card p{color:var(--soft);font-size:.92rem}
.card .counts{color:var(--ink);font-size:.88rem;font-variant-numeric:tabular-nums}
.bar{display:block;width:100%;height:.5rem;border-radius:.25rem;margin-top:auto}
.pill{display:inline-block;border-radius:1rem;padding:.08rem .65rem;font-size:.82rem;font-weight:600;background:var(--tone-bg);color:var(--tone);white-space:nowrap}
.good{--tone:var(--good);--tone-bg:var(--good-bg)}.bad{--tone:var(--bad);--tone-bg:var(--bad-bg)}
.warn{--tone:var(--warn);--tone-bg:var(--warn-bg)}.none{--tone:var(--none);--tone-bg:var(--none-bg)}
rect.good{fill:var(--good)}rect.bad{fill:var(--bad)}rect.warn{fill:var(--warn)}rect.none{fill:var(--none);opacity:.45}rect.void{fill:var(--line)}
.notes{margin:1rem 0 0;padding:.7rem 1rem;border-radius:.6rem;background:var(--warn-bg);color:var(--warn);list-style:none}
.filters{display:flex;flex-wrap:wrap;gap:.6rem 1.5rem;align-items:center;margin:2rem 0 1rem}
fieldset{position:relative;border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem}
legend,.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
fieldset input{position:absolute;opacity:0}
fieldset label,button{border:1px solid var(--line);background:var(--card);color:var(--ink);border-radius:1rem;padding:.28rem .8rem;font:inherit;font-size:.9rem;cursor:pointer}
fieldset label:hover,button:hover{border-color:var(--accent)}
fieldset input:checked+label{background:var(--ink);border-color:var(--ink);color:var(--page)}
:focus-visible,fieldset input:focus-visible+label{outline:2px solid var(--accent);outline-offset:2px}
.tools{display:flex;flex:1 1 14rem;gap:.5rem;min-width:0}
.tools[hidden]{display:none}
.tools input{flex:1;min-width:0;border:1px solid var(--line);border-radius:1rem;padding:.28rem .8rem;font:inherit;font-size:.9rem;background:var(--card);color:var(--ink)}
.group{background:var(--card);border:1px solid var(--line);border-radius:.75rem;margin:0 0 1rem;overflow:hidden}
.group>h2{padding:.65rem 1.1rem;border-bottom:1px solid var(--line);font-size:.95rem}
.case{border-bottom:1px solid var(--line);scroll-margin-top:1rem}
.case:last-child{border-bottom:0}
.case:target{box-shadow:inset 3px 0 0 var(--accent)}
.row{display:grid;grid-template-columns:1.3rem minmax(0,1fr) auto;gap:.1rem .6rem;padding:.5rem 1.1rem;align-items:baseline}
summary.row{cursor:pointer;list-style:none}
summary.row::-webkit-details-marker{display:none}
summary.row:hover{background:var(--code)}
.mark{color:var(--tone);font-weight:700;text-align:center}
.row .id{color:var(--soft);display:block}
.row .side{color:var(--soft);font-size:.82rem;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.reason{color:var(--soft);font-size:.9rem;grid-column:2/-1}
.story{padding:.2rem 1.1rem 1.3rem 3rem;display:grid;gap:1rem}
.rule{border-left:3px solid var(--tone);padding:.1rem 0 .1rem .9rem}
.rule strong{font-size:1.05rem;display:block}
.rule .source{color:var(--soft);font-size:.86rem;display:block;margin-top:.2rem}
.story h3{margin:0 0 .3rem;font-size:.78rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}
pre{margin:0;background:var(--code);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem;white-space:pre-wrap;max-height:24rem;overflow:auto}
.pair{margin-top:.6rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:.75rem}
.calls{margin:0;padding:.5rem .8rem .5rem 2.6rem;background:var(--code);border:1px solid var(--line);border-radius:.5rem}
.calls li{padding:.12rem 0}
.calls li::marker{color:var(--soft);font-size:.8em}
.calls .ended{color:var(--soft);display:block;padding-left:1.2rem}
.calls .threw{color:var(--bad)}
.calls .by{color:var(--accent)}
.causes{margin:0;padding-left:1.2rem}
.causes li+li{margin-top:.3rem}
.again{display:flex;gap:.5rem;align-items:flex-start}
.again pre{flex:1;min-width:0}
.empty{padding:1.5rem;text-align:center;color:var(--soft)}
footer{color:var(--soft);font-size:.88rem;padding-top:1rem;padding-bottom:3rem}
@media (max-width:34rem){header{padding-top:1.5rem}header,main,footer{padding-left:.8rem;padding-right:.8rem}.row{padding:.55rem .8rem;grid-template-columns:1.3rem minmax(0,1fr)}.row .side{grid-column:2;text-align:left}.row .side br{display:none}.card{padding:.8rem .9rem .9rem;gap:.4rem}.cards{gap:.7rem;margin-top:1.25rem}.story{padding:.2rem .8rem 1.1rem}.group>h2{padding:.6rem .8rem}.calls{padding-left:2.1rem}}
@media print{.filters{display:none}.group,.card{break-inside:avoid}}
`
