/** How the page looks: light and dark, on a telephone, and on paper. */

const light = `
--back:#f4f6f9;--paper:#fff;--ink:#17212b;--soft:#5b6875;--line:#dde3ea;--equity:#0b6bcb;
--balance:#8a97a6;--good:#12805c;--bad:#b3261e;--c1:#b26a00;--c2:#7b3fc4;--c3:#00798c;--c4:#a3246b;
color-scheme:light;`;

const dark = `
--back:#0e141b;--paper:#161f29;--ink:#e6ebf0;--soft:#9aa7b4;--line:#263240;--equity:#69b3ff;
--balance:#8595a6;--good:#4fd0a0;--bad:#ff8a80;--c1:#f2c166;--c2:#c39bff;--c3:#5fd3e0;--c4:#ff8fc4;
color-scheme:dark;`;

const text = `
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);
font:15px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:72rem;margin:0 auto;padding:1.25rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0}
h2{font-size:1.1rem;margin:0 0 .6rem}
h3{font-size:.9rem;margin:1rem 0 .3rem;color:var(--soft);font-weight:600}
section,header{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;
padding:1rem;margin:0 0 1rem}
section>h3:first-of-type,section>div>div>h3{margin-top:0}
header p{margin:.25rem 0 0;color:var(--soft)}
p.note{margin:.4rem 0;color:var(--soft);font-size:.88rem}
ul.warnings{margin:.6rem 0 0;padding:.6rem .8rem .6rem 2rem;border:2px solid #c62828;border-radius:.4rem;
font-weight:600}
ul.notes{margin:.6rem 0 0;padding-left:1.2rem}
code{font:.9em ui-monospace,Consolas,monospace}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;
margin:0 0 1rem}
.tile{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .8rem}
.tile h3{margin:0;font-weight:500}
.tile .value{font-size:1.2rem;font-weight:650;margin:.1rem 0;line-height:1.3}
.tile .more{margin:0;color:var(--soft);font-size:.82rem}
.value.good,td.gain{color:var(--good)}
.value.bad,td.bad,td.loss{color:var(--bad)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:1.25rem}
.columns>div{min-width:0}`;

const tables = `
.wide{overflow-x:auto;margin:.3rem 0 .8rem}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{padding:.28rem .5rem;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600}
.number{text-align:right}
dl.figures{margin:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));
column-gap:2rem}
dl.figures div{display:flex;justify-content:space-between;gap:1rem;padding:.22rem 0;
border-bottom:1px solid var(--line);font-size:.9rem}
dt{color:var(--soft)}
dd{margin:0;font-weight:550;text-align:right;white-space:nowrap}
table.months td{text-align:center;font-size:.82rem;padding:.4rem .3rem;min-width:3.1rem;
border:2px solid var(--paper);color:var(--ink)}
table.months td.none{color:var(--line)}
table.months td.good{background:color-mix(in srgb,var(--good) var(--share),transparent)}
table.months td.bad{background:color-mix(in srgb,var(--bad) var(--share),transparent)}
table.months td.year{font-weight:650}
table.months td.gain{color:var(--good)}
table.months td.loss{color:var(--bad)}
table.months th{text-align:center;border:0}
details summary{cursor:pointer;color:var(--equity)}`;

const plots = `
.plot{display:grid;grid-template-columns:3.6rem minmax(0,1fr);grid-template-rows:auto 13rem 1.4rem;
font-size:.75rem;color:var(--soft);margin:.2rem 0}
.plot.low{grid-template-rows:auto 8.5rem 1.4rem}
.plot.high{grid-template-rows:auto 19rem 1.4rem}
.plot .legend{grid-column:2;grid-row:1;margin:0 0 .3rem;display:flex;flex-wrap:wrap;gap:.2rem .9rem}
.plot .side{grid-column:1;grid-row:2;position:relative}
.plot .side span{position:absolute;right:.4rem;transform:translateY(50%);white-space:nowrap}
.plot svg{grid-column:2;grid-row:2;width:100%;height:100%;display:block;overflow:hidden;
border-bottom:1px solid var(--line)}
.plot .below{grid-column:2;grid-row:3;position:relative}
.plot .below span{position:absolute;top:.15rem;transform:translateX(-50%);white-space:nowrap}
.plot .below .first{transform:none}
.plot .below .last{transform:translateX(-100%)}
.key::before{content:"";display:inline-block;width:.7rem;height:.7rem;border-radius:.15rem;
background:currentColor;margin-right:.35rem;vertical-align:-.05rem}
p.axes{margin:0 0 .4rem 3.6rem;font-size:.75rem;color:var(--soft)}
svg path,svg rect{vector-effect:non-scaling-stroke}
.grid{stroke:var(--line);fill:none}
.zero{stroke:var(--soft);fill:none}
.line,.trade{fill:none;stroke:currentColor;stroke-width:1.5;stroke-linejoin:round}
.trade{stroke-width:2}
.area{fill:currentColor;opacity:.14;stroke:none}
.dots{fill:none;stroke:currentColor;stroke-width:5;stroke-linecap:round;opacity:.65}
.shadows{fill:none;stroke:var(--soft);opacity:.7}
.bodies{fill:none}
svg path.bodies{vector-effect:none}
.bodies.up{stroke:var(--good);opacity:.55}
.bodies.down{stroke:var(--bad);opacity:.55}
svg rect{fill:currentColor;opacity:.8}
svg rect:hover{opacity:1}
.equity{color:var(--equity)}.balance{color:var(--balance)}.good{color:var(--good)}
.bad{color:var(--bad)}.column1{color:var(--c1)}.column2{color:var(--c2)}.column3{color:var(--c3)}
.column4{color:var(--c4)}`;

const narrow = `
@media(max-width:36rem){body{font-size:14px}main{padding:.6rem .5rem 2rem}section,header{padding:.7rem}
.tiles{grid-template-columns:repeat(2,1fr);gap:.5rem}.plot.high{grid-template-rows:auto 14rem 1.4rem}
.plot{grid-template-columns:3rem minmax(0,1fr);font-size:.68rem}
table.compared tr{display:grid;grid-template-columns:repeat(3,1fr)}
table.compared th,table.compared td{padding:.2rem .1rem;white-space:normal}
table.compared tr>:first-child{grid-column:1/-1;border:0;color:var(--soft)}
p.axes{margin-left:3rem}table.months td{min-width:1.9rem;padding:.35rem .1rem;font-size:.68rem}table.months th{padding:.2rem;font-size:.7rem}h1{font-size:1.25rem}.plot.dense .below span:nth-child(even){display:none}}`;

const print = `
@media print{:root{${light}}body{background:#fff;font-size:11px}main{max-width:none;padding:0}
section,header,.tile{border:0;padding:0 0 .6rem;break-inside:avoid}section.long{break-inside:auto}
.tiles{grid-template-columns:repeat(6,1fr)}.wide{overflow:visible}
svg,td,.key::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`;

export const pageStyle = `:root{${light}}@media(prefers-color-scheme:dark){:root{${dark}}}` +
  `${text}${tables}${plots}${narrow}${print}`;
