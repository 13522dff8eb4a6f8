/** The whole look: no font, image or file from elsewhere. Light and dark by the reader's own setting; prints in light. */
export const stylesheet = `
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#1e2328;--quiet:#59626c;--line:#e3e0da;--link:#1f4f99;--healthy:#1b6b41;--progressing:#855600;--paused:#855600;--degraded:#b0281f;--missing:#59626c;--wash:#f3f1ec}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--card:#1a1e22;--ink:#e4e7ea;--quiet:#9ba5ae;--line:#2d3339;--link:#8fb8f6;--healthy:#74cf9b;--progressing:#e3b75f;--paused:#e3b75f;--degraded:#ff9188;--missing:#9ba5ae;--wash:#20252a}}
@media print{:root{color-scheme:light}details>*{display:block}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums;text-wrap:pretty}
.page{max-width:70rem;margin:0 auto;padding:clamp(1.25rem,4vw,3.5rem) clamp(1rem,4vw,3rem)}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
a{color:var(--link);text-underline-offset:.2em}
h1,h2,h3,h4{font-weight:620;line-height:1.25;letter-spacing:-.01em;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.5rem,1.1rem + 1.8vw,2.1rem);margin:.35rem 0 .5rem;letter-spacing:-.02em}
h2{font-size:1.3rem;margin:0 0 .25rem}h3{font-size:1.06rem;margin:2rem 0 .5rem}h4{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.25rem 0 .5rem;max-width:46rem;overflow-wrap:anywhere}
ul,ol{margin:.25rem 0;padding-left:1.25rem}
section{margin-top:2.75rem;padding-top:1.75rem;border-top:1px solid var(--line)}
code,pre,.name{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
pre{background:var(--wash);padding:.6rem .8rem;border-radius:6px;overflow-x:auto;white-space:pre-wrap}
.note{color:var(--quiet);font-size:.875rem}
.brand{color:var(--quiet);font-size:.875rem;margin:0;max-width:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline}
.mark{white-space:nowrap;font-size:.875rem;color:var(--quiet)}
.mark.healthy{color:var(--healthy)}.mark.progressing{color:var(--progressing)}.mark.paused{color:var(--paused)}.mark.degraded{color:var(--degraded)}
.marks{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:0}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--quiet);font-size:.875rem;width:fit-content}summary:hover{color:var(--ink)}
.overview{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:.1rem 2rem}
.overview li{display:flex;gap:1rem;align-items:baseline;border-bottom:1px solid var(--line);padding:.3rem 0}.overview .name{flex:1;min-width:0}
.pipeline{padding:1.35rem 0 1rem;border-bottom:1px solid var(--line);scroll-margin-top:1rem}.pipeline:last-of-type{border:0}
.pipeline h3{margin:0}
.line{list-style:none;display:flex;margin:1.1rem 0 .75rem;padding:0}
.line li{flex:1 1 0;min-width:0;position:relative;padding:1.15rem 1rem 0 0;font-size:.875rem}
.line li:before{content:"";position:absolute;top:0;left:0;width:.7rem;height:.7rem;border-radius:50%;background:var(--paper);border:2px solid var(--quiet);z-index:1}
.line li:not(:last-child):after{content:"";position:absolute;top:.3rem;left:.7rem;right:0;height:2px;background:var(--line)}
.line li.plain:before{border-radius:3px}
.line li.healthy:before{background:var(--healthy);border-color:var(--healthy)}
.line li.progressing:before,.line li.paused:before{border-color:var(--progressing);background:linear-gradient(90deg,var(--progressing) 50%,var(--paper) 50%)}
.line li.degraded:before{background:var(--degraded);border-color:var(--degraded);border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
.line b{display:block;font-weight:600}.line .name{display:block}.line .mark,.line .note{white-space:normal;overflow-wrap:anywhere}
@media (max-width:44rem){.line{display:block}.line li{padding:0 0 .75rem 1.4rem}.line li:before{top:.3rem}.line li:not(:last-child):after{top:1rem;bottom:-.3rem;left:.3rem;right:auto;width:2px;height:auto}}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;width:100%}th,td{text-align:left;padding:.3rem 1.25rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:baseline}
thead th{font-weight:500;color:var(--quiet)}tbody th{font-weight:500}tbody tr:last-child>*{border:0}
.troubles,.impacts{list-style:none;padding:0}
.troubles>li,.impacts>li{border-left:3px solid var(--progressing);padding:.05rem 0 .05rem .9rem;margin:.9rem 0}
.troubles>li.error,.impacts>li.error{border-color:var(--degraded)}
.title{font-weight:600;margin:0}.troubles p,.impacts p{margin:.1rem 0}.title .note{font-weight:400}
.detail{font-size:.92rem}.fix{font-size:.92rem}ol.fix{margin:0}
.approval{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}.approval h3{margin-top:0}
.changes,.changes ul{list-style:none;padding-left:0}.changes ul{padding-left:1.1rem}.changes>li{margin:.5rem 0}.change{font-size:.92rem}
del,ins{text-decoration:none}del{color:var(--degraded)}ins{color:var(--healthy)}
.graph{display:block;max-width:none;font-size:11px}.graph path{fill:none;stroke:var(--quiet);stroke-opacity:.45}
.graph rect{fill:var(--card);stroke:var(--quiet)}.graph text{fill:var(--ink)}.graph .what{fill:var(--quiet)}
.graph .create rect{stroke:var(--healthy)}.graph .update rect,.graph .adopt rect{stroke:var(--progressing)}.graph .delete rect,.graph .stop rect{stroke:var(--degraded)}.graph .await rect{stroke-dasharray:3 3}
.runs{list-style:none;padding:0;font-size:.875rem}.runs li{display:grid;grid-template-columns:10.5rem 7rem 1fr;gap:0 1rem;padding:.25rem 0;border-bottom:1px solid var(--line)}.runs li:last-child{border:0}
@media (max-width:44rem){.runs li{grid-template-columns:1fr 1fr}.runs li>:last-child{grid-column:1/-1}}
.facts{display:flex;flex-wrap:wrap;gap:.75rem 2.5rem;margin:1rem 0;font-size:.9375rem}.facts div{min-width:0;max-width:24rem}.facts dt{color:var(--quiet);font-size:.875rem}.facts dd{margin:0;overflow-wrap:anywhere}
button{font:inherit;font-size:.875rem;color:var(--link);background:none;border:1px solid var(--line);border-radius:6px;padding:.2rem .7rem;cursor:pointer}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
`.trim();
