// What every page needs: the cookie banner, and the pictures of teapots that scripts draw.
"use strict";

const banner = document.querySelector(".cookies");
banner?.addEventListener("click", (event) => {
  const choice = event.target.closest("button")?.value;
  if (!choice) return;
  document.cookie = `kettle_cookies=${choice}; path=/; max-age=31536000; samesite=lax`;
  banner.remove();
});

/** An element: `make("li", { className: "card" }, "text", child)`. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** The picture of a teapot. */
function picture(teapot) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg aria-hidden="true" style="color:${teapot.colour}"><use href="/static/teapots.svg#${teapot.shape}"></use></svg>`;
  return holder.content.firstChild;
}

/** `★★★★☆ 4.2` for 42 tenths of a star. */
function stars(tenths) {
  const full = Math.round(tenths / 10);
  return make("span", { className: "stars", role: "img", "aria-label": `${tenths / 10} of 5 stars` }, "★".repeat(full) + "☆".repeat(5 - full));
}

/** One teapot of a list. */
function teapotCard(teapot) {
  return make("li", { className: "card" },
    picture(teapot),
    make("h3", {}, make("a", { href: `/teapots/${teapot.slug}` }, teapot.name)),
    make("p", { className: "faint" }, `${teapot.material}, ${teapot.millilitres} ml`),
    make("div", { className: "row between" }, make("span", { className: "price" }, teapot.price_text), stars(teapot.stars)));
}

/** Sorts a table by the column whose header button is pressed; numbers as numbers. */
function sortable(table) {
  table.tHead.addEventListener("click", (event) => {
    const header = event.target.closest("th");
    if (!header?.querySelector("button")) return;
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => row.cells[header.cellIndex].dataset.value ?? row.cells[header.cellIndex].textContent.trim();
    const rows = [...table.tBodies[0].rows].sort((a, b) => key(a).localeCompare(key(b), "en", { numeric: true }));
    table.tBodies[0].append(...(down ? rows.reverse() : rows));
  });
}
document.querySelectorAll("table.sortable").forEach(sortable);

/** Sends the files of an input and writes what arrived into `list`. */
async function send(input, list) {
  const form = new FormData();
  for (const file of input.files) form.append("file", file);
  list.replaceChildren(make("li", {}, "Sending …"));
  const answer = await fetch("/uploads", { method: "POST", body: form });
  if (!answer.ok) return list.replaceChildren(make("li", { className: "error" }, `The shop refused: ${await answer.text()}`));
  const files = await answer.json();
  list.replaceChildren(...files.map((file) => make("li", {},
    make("strong", {}, file.name), ` ${file.bytes} bytes `,
    make("code", { title: "SHA-256" }, file.sha256))));
}
