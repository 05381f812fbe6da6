// HTML that is awkward for roles, names, texts and labels. Every element gets `data-n`, also in shadow roots.

export const numbered = `<script>
  (function number(root, prefix) {
    let n = 0;
    for (const element of root.querySelectorAll("*")) {
      if (["HEAD", "SCRIPT", "META", "TITLE"].includes(element.nodeName) && !prefix) continue;
      element.setAttribute("data-n", prefix + element.localName + ++n);
      if (element.shadowRoot) number(element.shadowRoot, prefix + element.localName + n + "/");
    }
  })(document, "");
</script>`;

export const names = `
<h1>Shop <small>of <b>teapots</b></small></h1><h2 aria-label="Overridden">text</h2><div role="heading" aria-level="4">Four</div>
<button>Plain</button><button aria-label="Close dialog">×</button><button title="Only title"></button><button><img alt="Icon name" src=""></button>
<button><svg width="10" height="10"><title>Svg title</title></svg></button><button aria-labelledby="ref1 ref2">x</button><span id="ref1">First</span> <span id="ref2" hidden>hidden second</span>
<button aria-labelledby="nowhere">Dangling</button><label for="lb">Labelled button</label><button id="lb">own text</button>
<input type="submit"><input type="submit" value="Send it"><input type="reset"><input type="button" value="Push"><input type="button" title="titled"><input type="image" alt="Go"><input type="image"><input type="file"><label>Photo <input type="file"></label>
<label>User name <input></label><label for="pw">Password</label><input id="pw" type="password"><input placeholder="Search here"><input placeholder="p" title="Title wins"><input title="Title only" type="number">
<input type="search" aria-label="Find"><input type="email" list="dl"><datalist id="dl"><option value="a">A</option></datalist><input type="range" aria-label="Volume"><input type="checkbox" aria-label="Agree"><input type="hidden" value="h">
<label>Outer <select><option>One</option><option selected>Two</option></select> after</label><label>Amount <input type="number" value="3"> pieces</label><label><input type="checkbox"> Remember <em>me</em></label>
<label>Slider text <input type="range" value="7" aria-valuetext="seven"></label><textarea placeholder="Tell us"></textarea><label for="ta">Story</label><textarea id="ta">once</textarea>
<select aria-label="Pick"><option>x</option></select><select multiple title="Many"><optgroup label="G"><option>m1</option><option disabled>m2</option></optgroup></select><select size="3"></select>
<fieldset><legend>Address <b>home</b></legend><input aria-label="Street"></fieldset><fieldset title="ft"></fieldset><figure><img alt="pic"><figcaption>Figure caption</figcaption></figure>
<table><caption>Prices</caption><thead><tr><th>Name</th><th scope="row">Row head</th></tr></thead><tbody><tr><td>Tea</td><td>4 €</td></tr><tr><th>Sum</th><td>9</td></tr></tbody></table><table summary="Summed"><tr><th>alone</th></tr></table>
<table role="grid" aria-label="Grid"><tr><td>g1</td></tr></table><table role="presentation"><tr><td>layout</td></tr></table>
<ul aria-label="Menu"><li>one</li><li>two <a href="#x">link in item</a></li></ul><ul role="none"><li>not an item</li></ul><ol><li>1</li></ol><menu><li>m</li></menu><dl><dt>T</dt><dd>D</dd></dl>
<a href="/x">Link</a><a>no link</a><a href="/y"><img alt="Image link"></a><a href="/z" aria-label="  "> spaced
  out </a><area href="#a" alt="Area">
<img alt="Photo"><img alt=""><img alt="" title="tt"><img title="img title"><img role="button" alt="Image button"><svg aria-label="Chart" width="5" height="5"></svg>
<nav aria-label="Main">n</nav><main>m <header>inner header</header></main><header>banner</header><footer>foot</footer><section>none</section><section aria-label="Named section">s</section><form>f</form><form aria-label="Login">f</form><aside>a</aside><article><footer>inner foot</footer></article><search>s</search>
<div role="dialog" aria-labelledby="dt"><h3 id="dt">Dialog title</h3></div><dialog open aria-label="Native">d</dialog><details><summary>Sum</summary>inner <button>in details</button></details><details open><summary>Open sum</summary>shown</details>
<div role="button">Div button</div><div role="button" tabindex="0"><div>block</div><div>parts</div></div><span role="link">Span link</span><div role="foo button">fallback role</div><div role="none" tabindex="0">focusable none</div><button role="none">none button</button><hr><p>para</p><blockquote>q</blockquote><code>c</code><strong>s</strong><em>e</em><del>d</del><ins>i</ins><sub>1</sub><sup>2</sup><time>now</time><mark>mm</mark>
<output title="out">5</output><meter value="0.5" aria-label="Meter">half</meter><progress value="3" max="10" title="prog"></progress><div role="progressbar" aria-valuenow="7">x</div><div role="slider" aria-label="s" aria-valuenow="1"></div>
<div role="tablist"><div role="tab" aria-selected="true">Tab A</div><div role="tab">Tab B</div></div><div role="tabpanel" aria-label="panel">p</div><div role="listbox" aria-label="LB"><div role="option" aria-selected="true">O1</div><div role="option">O2</div></div>
<div role="checkbox" aria-checked="mixed">Mixed</div><div role="switch" aria-checked="true">Switch</div><div role="radio" aria-checked="false">Radio</div><div role="menuitem">Item <span aria-hidden="true">hidden part</span></div><div role="tree"><div role="treeitem" aria-level="2" aria-expanded="true">Leaf</div></div>
<div role="combobox" aria-expanded="false">Combo</div><div role="textbox" contenteditable aria-label="Rich">rich</div><span role="status">st</span><div role="alert">alarm</div><div role="group" aria-label="grp"><button>in group</button></div>
<style>.b::before{content:"Before "}.a::after{content:" after"}.blk::before{content:"B";display:block}.alt::before{content:url(x.png) / "alt text"}</style>
<button class="b">pseudo</button><button class="a">pseudo</button><button class="blk">block pseudo</button><button class="alt">alt</button><button>line<br>break</button><button>one<span>two</span></button><button>one<div>two</div></button><button>in<span style="display:inline-block">line block</span></button>
<button><span style="display:none">gone</span>kept</button><button><span style="visibility:hidden">invisible</span>seen</button><button hidden>hidden button</button><div aria-hidden="true"><button>aria hidden</button></div><div style="visibility:hidden"><button>vh</button><button style="visibility:visible">vv</button></div>
<div style="display:contents"><button>in contents</button></div><button style="display:contents">contents itself</button><div style="opacity:0"><button>transparent</button></div><button style="width:0;height:0;padding:0;border:0;overflow:hidden">zero</button>
<span id="self" role="button" aria-label="Self" aria-labelledby="self other">s</span><span id="other">Other</span><button aria-describedby="other">Described</button><input aria-labelledby="inlab"><span id="inlab">Quantity <input value="5" aria-label="ignored"></span>
<div role="row"><div role="cell">c1</div><div role="rowheader">rh</div></div><button>&nbsp;nbsp&nbsp;name&nbsp;</button><button>soft\u00adhyphen\u200bzero</button><div role="tooltip">Tip</div><iframe title="Framed" srcdoc=""></iframe><th>stray</th><video controls></video><audio controls></audio><math><mi>x</mi></math>
<div role="region" aria-label="R"><h6>six</h6></div><div role="image" aria-label="img syn">x</div><button><input value="typed in button" aria-label="l"></button><div role="heading" aria-level="0">bad level</div><button aria-label="Name" title="T">c</button>
<div role="menu" aria-label="Mn"><div role="menuitemcheckbox" aria-checked="true">mc</div><div role="menuitemradio">mr</div><div role="separator"></div></div><label>Wrap <button>btn in label</button></label><div role="link"><p>para <b>in</b> link</p></div><div role="button"><ul><li>a</li><li>b</li></ul></div>
<div id="own1" role="listbox" aria-owns="own2" aria-label="Owner"></div><div id="own2" role="option">Owned</div><div role="button" aria-owns="own3">Own </div><span id="own3">content</span>
`;

export const shadow = `
<div id="host1"><template shadowrootmode="open"><style>b{color:red}</style><button class="in">Shadow button</button><slot></slot><label>Shadow field <input class="sf"></label><div id="host2"><template shadowrootmode="open"><button class="in deep">Deep button</button><p>Deep text</p></template></div></template><span class="slotted">Slotted text</span><button>Slotted button</button></div>
<div id="host3"><template shadowrootmode="open"><span>no slot</span></template><button>Unslotted</button></div><p class="light">Light text</p>
<div id="host4" role="button"><template shadowrootmode="open"><b>Named by shadow</b></template></div><section class="wrap"><div id="host5"><template shadowrootmode="open"><a class="x" href="#">Inner link</a><ul><li class="x">i1</li><li class="x">i2</li></ul></template></div></section>
`;

export const texts = `
<div class="list"><ul><li>Apple <b>red</b></li><li>Banana</li><li>apple pie</li><li>  Cherry
   tart </li></ul></div><div>Hello <span>World</span></div><p>hello world again</p><button>Log in</button><input type="submit" value="Log in now"><input type="text" value="Log in typed"><div>Log&nbsp;out</div>
<label>Email<input></label><label for="e2">Email address</label><input id="e2"><div aria-label="Email div">d</div><span id="el">Email ref</span><input aria-labelledby="el"><label for="cb">I agree</label><input type="checkbox" id="cb">
<input placeholder="Your Name"><input placeholder="name"><textarea placeholder="NAME it"></textarea><img alt="Logo of Us"><img alt="logo"><a title="Go Home" href="#">h</a><b title="home">x</b><i data-testid="one">1</i><i data-testid="One">2</i><i data-testid="two">3</i><i data-test="x">4</i>
<div hidden>Hidden Hello</div><script>"Hello script"</script><noscript>Hello noscript</noscript><style>/* Hello */</style><div>multi<br>line</div><div>a<!-- c -->b</div><article><h2>Card 1</h2><button>Buy</button></article><article><h2>Card 2</h2><button>Buy</button><i>sale</i></article><article><h2>Card 3</h2></article>
<div class="nested"><div><div><span>Deep</span></div></div></div><div>zero\u200bwidth</div><p>1.5 (x) [y]</p><textarea>textarea text</textarea><select><option>Opt A</option><option>Opt B</option></select><button><span>Nested</span> label</button>
<td>stray</td><p id="p1" class="c1 c2">cc</p><p class="c1">c</p><div class="scope"><p class="c1">in scope</p><div><p class="c2">deeper</p></div></div>
`;
