// Reads a target as it stands in messages: the string form, or YAML in one line; as the Rust side does.

/** `role=button[name='x']`, `css=…`, `{ role: button, exact: true }` */
export function target(text) {
  if (text.startsWith("{")) return yamlLine(text);
  const role = /^role=(\w+)(?:\[name='(.*)'\])?$/.exec(text);
  if (role) return role[2] === undefined ? { role: role[1] } : { role: role[1], name: role[2] };
  const at = text.indexOf("=");
  return { [text.slice(0, at)]: text.slice(at + 1) };
}

function yamlLine(text) {
  let at = 0;
  const blank = () => { while (text[at] === " ") at++; };
  const value = () => {
    blank();
    if (text[at] === "{") {
      const map = {};
      for (at++, blank(); text[at] !== "}"; blank()) {
        const key = /^(\w+):/.exec(text.slice(at));
        at += key[0].length;
        map[key[1]] = value();
        blank();
        if (text[at] === ",") { at++; blank(); }
      }
      at++;
      return map;
    }
    if (text[at] === '"') {
      const found = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(at))[0];
      at += found.length;
      return JSON.parse(found);
    }
    const word = /^[^,}\]]+/.exec(text.slice(at))[0].trimEnd();
    at += word.length;
    return word === "true" ? true : word === "false" ? false : /^-?\d+$/.test(word) ? Number(word) : word;
  };
  return value();
}
