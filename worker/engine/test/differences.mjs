// Where a judge says something else than the engine, and why. A difference that no page shows any more fails the test.
// `is` gets the engine's facts of the element and what the judge says; Chromium's roles are in ARIA's words already.

const has = (one, pattern) => pattern.test(one.html);

/** Chromium's own words for roles; what is missing here is the ARIA word itself. */
const CHROMIUM_WORDS = {
  image: "img", SvgRoot: "img", MathMLMath: "math", LayoutTable: "table", LayoutTableRow: "row", LayoutTableCell: "cell",
  Date: "textbox", DateTime: "textbox", InputTime: "textbox", ColorWell: "textbox",
};
/** Chromium's own words for what has no ARIA role. */
const CHROMIUM_ROLELESS = new Set(
  ("generic none Abbr Audio Canvas DescriptionList DisclosureTriangle Figcaption Iframe LabelText Legend LineBreak MathMLIdentifier PluginObject Ruby RootWebArea " +
  "SvgRoot Video sectionfooter sectionheader").split(" "));

/** In ARIA's words; null for no role. */
export const chromiumRole = (role) => CHROMIUM_WORDS[role] ?? (CHROMIUM_ROLELESS.has(role) ? null : role);

/** "Browser and ARIA": Chromium and the ARIA data agree with the engine, Playwright does not. */
export const DIFFERENCES = {
  playwright: [
    { why: "browser and ARIA: <address> is a group", is: (one) => one.tag === "address" },
    { why: "browser and ARIA: an unnamed <aside> within a section is no landmark", is: (one) => one.tag === "aside" && one.role === null },
    { why: "browser and ARIA: the `label` of an option or a group of options is its name", is: (one) => has(one, /^<opt.* label=/) },
    { why: "browser and ARIA: a definition, a time take their label", is: (one) => /^(definition|time)$/.test(one.role) && has(one, /aria-label=/) },
    { why: "browser: data anywhere in its row makes a <th> a row header; Playwright asks its neighbours alone", is: (one, judge) => one.role === "rowheader" && judge.role === "columnheader" },
    { why: "browser and ARIA: a <th> alone in its table is a column header", is: (one, judge) => one.tag === "th" && judge.role === null },
    { why: "browser and ARIA: any white space parts the words of `role`", is: (one, judge) => has(one, /role="Foo\tTAB"/) && judge.role === null },
    { why: "browser and ARIA 1.3: image is another word for img", is: (one) => has(one, /role="image"/) },
  ],
  chromium: [
    { why: "shows a <form> without a name as a form; ARIA and Playwright do not", is: (one, judge) => one.tag === "form" && judge.role === "form" },
    { why: "a title makes a <section> a region; the ARIA data and Playwright want a label", is: (one) => has(one, /^<section.* title=/) },
    { why: "an empty label, or none, makes no region; Playwright takes any", is: (one, judge) => one.role === "region" && !one.name && judge.role === null },
    { why: "<hgroup> is a group, <s> a deletion in HTML-AAM drafts; the ARIA data and Playwright have no role for them", is: (one) => /^(hgroup|s)$/.test(one.tag) },
    { why: "what can be dragged is a group there", is: (one) => has(one, /draggable="true"/) && one.role === null },
    { why: "DPUB roles are not looked for (`aria.mjs`)", is: (one) => has(one, /role="doc-/) && one.role === null },
    { why: "shows the deprecated directory as the list it derives from", is: (one, judge) => one.role === "directory" && judge.role === "list" },
    { why: "leaves rows, and cells with controls inside, without the name that ARIA takes from their content", is: (one, judge) => /^(row|cell)$/.test(one.role) && judge.name === "" },
    { why: "leaves a figure without its caption as its name; HTML-AAM and Playwright do not", is: (one, judge) => one.role === "figure" && judge.name === "" },
    { why: "an empty alt beats a title; ARIA and Playwright go on to the title", is: (one) => has(one, /^<img.*alt="".*/) && has(one, / title=/) },
    { why: "names a term, a formula by its content; ARIA says by its author", is: (one, judge) => /^(term|math)$/.test(one.role) && one.name === "" && judge.name !== "" },
    { why: "reads an aria-label where ARIA forbids it", is: (one) => /^(paragraph|strong)$/.test(one.role) && has(one, /aria-label=/) },
    { why: "puts spaces around images in a text", is: (one, judge) => one.name.replaceAll(" ", "") === judge.name.replaceAll(" ", "") },
    { why: "repeats an element that is referred to twice", is: (one, judge) => judge.name === `${one.name} ${one.name}` },
    { why: "takes the title of a <label> as the label; Playwright does not", is: (one, judge) => one.tag === "input" && one.name === "" && judge.name === "label title" },
    { why: "an empty value is an empty name; HTML-AAM and Playwright fall back on the default", is: (one) => has(one, /type="submit" value=""/) },
    { why: "shows the groups of a closed <select>; they are not drawn, and Playwright leaves them out", is: (one, judge) => one.tag === "optgroup" && one.name === "" && judge.role === "group" },
    { why: "leaves ruby annotations out", is: (one, judge) => one.role === "button" && one.name === "a b" && judge.name === "a" },
    { why: "reads text as CSS shows it; a test does not want to follow a style sheet", is: (one, judge) => has(one, /text-transform:uppercase/) && one.name.toUpperCase() === judge.name },
  ],
  // Of names only: its roles are those of 2020 (no <p>, <code>, <svg>, <meter>; role words are taken unread), see README.
  library: [
    { why: "does not enter shadow roots", is: (one, judge) => /shadow|Custom element|inside light/i.test(one.name) && one.name !== judge.name },
    { why: "knows no placeholder", is: (one, judge) => has(one, / placeholder=/) && judge.name === "" },
    { why: "takes the first word of `role` for the role, known or not", is: (one, judge) => has(one, /role="(foo button|doc-x button|BUTTON|Foo\tTAB)"/) && judge.name === "" },
    { why: "lets role=none stand on what has focus", is: (one, judge) => has(one, /role="(none|presentation)"/) && judge.name === "" },
    { why: "hides the hidden parts of a hidden reference; accname 1.2 and Chromium read them", is: (one, judge) => has(one, /aria-labelledby="h[12]"/) && one.name.startsWith(judge.name) },
    { why: "sets ::before and ::after apart by spaces, and reads them when they are not shown or silent", is: (one) => has(one, /class="(p\d|alt|[ab]|blk)"/) },
    { why: "reads <br> and comments as nothing, Chromium as a space", is: (one, judge) => one.name.replaceAll(" ", "") === judge.name.replaceAll(" ", "") },
    { why: "knows neither the name of a file button nor `summary`", is: (one, judge) => (one.type === "file" || has(one, /^<table.*summary=/)) && judge.name === "" },
    { why: "has the older default name of an image button", is: (one, judge) => judge.name === "Submit Query" },
    { why: "knows no `label` of an option", is: (one) => has(one, /^<option label=/) },
    { why: "names the groups of a closed <select>, which are not drawn", is: (one, judge) => one.tag === "optgroup" && one.name === "" && judge.name !== "" },
    { why: "does not fall back from an empty alt to the title", is: (one, judge) => has(one, /^<img.* title=/) && judge.name === "" },
    { why: "leaves a figure without its caption as its name", is: (one, judge) => one.role === "figure" && judge.name === "" },
    { why: "names a caption, a paragraph, a strong text", is: (one) => /^(caption|paragraph|strong)$/.test(one.role) },
    { why: "reads a button's aria-label once, and not again within its row or cell", is: (one, judge) => /^(row|cell)$/.test(one.role) && one.name.startsWith(judge.name) },
  ],
};
