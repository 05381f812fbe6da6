// The pages of the cases. A state is something that can be the matter with an element; every state's page has the same five controls.

const CONTROLS = {
  b: (more) => `<button id=b ${more} onclick="document.title='clicked'">Go</button>`,
  i: (more) => `<input id=i ${more} aria-label=Name>`,
  c: (more) => `<input id=c type=checkbox ${more} aria-label=Stay>`,
  s: (more) => `<select id=s ${more} aria-label=Size><option value=a>Small<option value=b>Large</select>`,
  t: (more) => `<p id=t ${more}>Some <b>bold</b>   text</p>`,
};
const all = (more = "") => Object.values(CONTROLS).map((control) => control(more)).join("\n");
const styled = (css) => all(`style="${css}"`);
const later = (js, ms = 250) => `<script>setTimeout(() => { ${js} }, ${ms})</script>`;
const each = "for (const e of document.querySelectorAll('#b,#i,#c,#s,#t'))";

/** Body by name of the state. */
export const STATES = {
  plain: all(),
  "display none": styled("display:none"),
  "visibility hidden": styled("visibility:hidden"),
  "transparent": styled("opacity:0"),
  "no size": styled("width:0;height:0;padding:0;border:0;margin:0;overflow:hidden;appearance:none;font-size:0;line-height:0;min-height:0;display:block"),
  "hidden parent": `<div hidden>${all()}</div>`,
  "disabled": all("disabled"),
  "in a disabled fieldset": `<fieldset disabled>${all()}</fieldset>`,
  "in the legend of a disabled fieldset": `<fieldset disabled><legend>${all()}</legend></fieldset>`,
  "aria-disabled": all('aria-disabled=true'),
  "in an aria-disabled group": `<div role=group aria-disabled=true>${all()}</div>`,
  "read only": all("readonly"),
  "aria-readonly": all('role-x aria-readonly=true'),
  "inert": `<div inert>${all()}</div>`,
  "covered": `<div style="position:relative;width:600px">${all()}<div style="position:absolute;inset:0;background:#ccc8"></div></div>`,
  "under an overlay that lets events through": `<div style="position:relative;width:600px">${all()}<div style="position:absolute;inset:0;background:#ccc8;pointer-events:none"></div></div>`,
  "under an overlay that goes": `<div style="position:relative;width:600px">${all()}<div id=o style="position:absolute;inset:0;background:#ccc8"></div></div>${later("o.remove()")}`,
  "pointer-events none": styled("pointer-events:none"),
  "moving": `<style>@keyframes m{from{margin-left:0}to{margin-left:300px}}</style>${styled("animation:m .7s linear infinite alternate;display:block")}`,
  "moving, then at rest": `<style>@keyframes m{from{margin-left:0}to{margin-left:300px}}</style>${styled("animation:m .3s linear;display:block")}`,
  "below the fold": `<div style="height:3000px"></div>${all()}<div style="height:2000px"></div>`,
  "in a pane that scrolls": `<div style="height:120px;width:400px;overflow:auto"><div style="height:900px"></div>${all()}</div>`,
  "behind a sticky header": `<div style="position:sticky;top:0;height:60px;background:#eee;z-index:2">Header</div><div style="height:1500px"></div>${all()}<div style="height:1500px"></div>`,
  "left of the page": `<div style="position:absolute;left:-5000px">${all()}</div>`,
  "cut off": `<div style="height:0;overflow:hidden">${all()}</div>`,
  "in closed details": `<details><summary>More</summary>${all()}</details>`,
  "in an open dialog": `<button>Behind</button><dialog id=d>${all()}</dialog><script>d.showModal()</script>`,
  "behind an open dialog": `${all()}<dialog id=d><p>Wait</p></dialog><script>d.showModal()</script>`,
  "in an open shadow root": `<div id=h></div><script>h.attachShadow({mode:'open'}).innerHTML=${JSON.stringify(all())}</script>`,
  "in a closed shadow root": `<div id=h></div><script>h.attachShadow({mode:'closed'}).innerHTML=${JSON.stringify(all())}</script>`,
  "there after a while": `<div id=h></div>${later(`h.innerHTML=${JSON.stringify(all())}`)}`,
  "visible after a while": `<div id=h hidden>${all()}</div>${later("h.hidden=false")}`,
  "enabled after a while": `${all("disabled")}${later(`${each} e.disabled=false`)}`,
  "writable after a while": `${all("readonly")}${later(`${each} e.removeAttribute('readonly')`)}`,
  "gone after a while": `<div id=h>${all()}</div>${later("h.remove()", 150)}`,
  "rendered again and again": `<div id=h></div><script>const f=()=>{h.innerHTML=${JSON.stringify(all())}};f();setInterval(f,120)</script>`,
  "twice": all() + all(),
  "scaled": `<div style="transform:scale(.4);transform-origin:0 0">${all()}</div>`,
  "rotated": `<div style="transform:rotate(30deg);margin:200px">${all()}</div>`,
  "of display contents": `<div style="display:contents">${all()}</div>`,
  "checked, filled, focused": `<button id=b autofocus>Go</button><input id=i value=x aria-label=Name><input id=c type=checkbox checked aria-label=Stay><select id=s aria-label=Size><option value=a>Small<option value=b selected>Large</select><p id=t></p>`,
};

export const OTHERS = {
  locators: `<h1>Shop</h1><h2>Teas</h2><nav aria-label=Main><a href="#a">Home</a> <a href="#b">Teas</a> <a href="#c">All teas</a></nav>
    <form aria-label="Sign in"><label>User name <input name=user placeholder="e.g. ada" data-testid=user></label><label for=pw>Password</label><input id=pw type=password><button>Sign in</button><button type=button title="Forget it">Forgot?</button><button type=button hidden>Secret</button></form>
    <ul><li>Green <button>Buy</button></li><li>Black <button>Buy</button></li><li class=sale>White <i>sale</i> <button disabled>Buy</button></li></ul>
    <table><tr><th>Tea</th><th>Price</th></tr><tr><td>Oolong</td><td>12</td></tr><tr><td>Sencha</td><td>9</td></tr></table>
    <img alt="A pot" src="data:,"><label><input type=checkbox checked> News</label><label><input type=checkbox> Ads</label><button aria-pressed=true>Bold</button><button aria-expanded=false>Menu</button>
    <div role=tablist><div role=tab aria-selected=true>One</div><div role=tab aria-selected=false>Two</div></div><div style="display:none">Hidden text</div><p>Hidden text</p>`,
  texts: `<p id=a>  Hello \n  wide   world </p><p id=b>Soft&shy;hyphen</p><p id=c>zero\u200bwidth</p><p id=d>a&nbsp;b</p><p id=e>One<br>Two</p><p id=f><span>Split</span><span>word</span></p><p id=g style="text-transform:uppercase">shouted</p>
    <p id=h>shown<span style="display:none">hidden</span></p><pre id=k>two  spaces\nand lines</pre><p id=l>“quotes” – dash…</p><p id=m>Ünïcödé 日本</p><p id=n></p><p id=o>1.5 (x) [y] $</p><textarea id=p>area text</textarea><input id=q value="  spaced value "><button id=r><b>Bold</b> and <i>it</i></button><div id=u><p>First</p><p>Second</p></div><p id=v>a<script>1</script>b<style>x{}</style></p><p id=w>İstanbul ẞ</p>`,
  inner: `<button onclick="textContent='Done'">Inside</button><label>Field <input></label><p>Inner text</p>`,
  frames: `<iframe name=same src="/page/inner"></iframe><iframe id=cross src="{other}/page/inner"></iframe><iframe title=deep src="/page/nested"></iframe><iframe id=small src="/page/inner" style="width:60px;height:30px"></iframe><div style="height:2000px"></div><iframe id=below src="{other}/page/inner"></iframe>`,
  nested: `<p>Middle</p><iframe name=in src="{other}/page/inner"></iframe>`,
  "covered frame": `<div style="position:relative;width:400px"><iframe id=f src="/page/inner"></iframe><div style="position:absolute;inset:0;background:#ccc8"></div></div>`,
  "late frame": `<div id=h></div>${later("h.innerHTML='<iframe name=late src=/page/inner></iframe>'")}`,
  going: `<a href="/page/plain">Next</a><button onclick="setTimeout(()=>location='/page/plain',100)">Later</button><button onclick="location.hash='x'">Hash</button>`,
  effects: `<button id=plus onclick="n.textContent=+n.textContent+1">Plus</button><p id=n>0</p><p id=late>no</p><ul id=list><li>a</li><li>b</li></ul><input id=date type=date><input id=range type=range><input id=colour type=color><input id=number type=number><input id=file type=file><div id=edit contenteditable>old</div><select id=multi multiple><option>a<option>b<option>c</select><textarea id=area>x</textarea><input id=max maxlength=3>
    <div id=cls class="one two" data-k="v" style="color:red">x</div><a id=link href="/page/plain?x=1">l</a><input type=radio name=r id=r1><input type=radio name=r id=r2 checked><div role=checkbox id=ac aria-checked=false tabindex=0 onclick="this.setAttribute('aria-checked',this.getAttribute('aria-checked')!=='true')">x</div><input type=checkbox id=stuck onclick="return false"><label id=lab><input type=checkbox id=boxed style="opacity:0;position:absolute"> Label</label><p id=wide style="width:3000px">w</p>
    ${later("late.textContent='yes';list.innerHTML+='<li>c</li>'")}`,
};

export const html = (name, other) => {
  const body = STATES[name] ?? OTHERS[name];
  return body === undefined ? null : `<!doctype html><meta charset=utf-8><title>${name}</title><body style="margin:8px">${body.replaceAll("{other}", other)}`;
};
