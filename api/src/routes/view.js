// Shows one browser over WS /ws/browser/{id}, or the list of those that are open. No other host is asked for anything.
"use strict";
const $ = (id) => document.getElementById(id);
const id = location.pathname.match(/^\/browsers\/([^/]+)\/view$/)?.[1];
const key = () => sessionStorage.getItem("flowtilla.key") ?? "";
const say = (text) => { $("state").textContent = text; };

async function api(path) {
  const answer = await fetch(path, { headers: key() ? { authorization: `Bearer ${key()}` } : {} });
  if (answer.status === 401) { $("ask").hidden = false; $("key").focus(); throw new Error("A key is needed."); }
  if (!answer.ok) throw new Error((await answer.json()).detail ?? `${answer.status}`);
  return answer.json();
}

async function list() {
  $("title").textContent = "Browsers that are open";
  const { items } = await api("/api/browser/sessions");
  say(items.length === 1 ? "1 browser" : `${items.length} browsers`);
  $("list").replaceChildren(...items.map((item) => {
    const line = document.createElement("li"), link = document.createElement("a"), about = document.createElement("small");
    link.href = `/browsers/${encodeURIComponent(item.session_id ?? item.id)}/view`;
    link.textContent = item.flow_name ?? item.id;
    about.textContent = [item.browser, item.worker].filter(Boolean).join(" · ");
    line.append(link, about);
    return line;
  }));
}

let socket, page, mine = false;
const screen = $("screen");
const send = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
const steer = (...inputs) => mine && send({ type: "input", inputs });

function told(message) {
  if (message.type === "page") {
    page = message;
    $("title").textContent = page.title || "…";
    $("address").textContent = page.url;
    mine = page.control.state === "you";
    screen.classList.toggle("driven", mine);
    say({ flow: "the flow drives", asked: `${page.control.by} will drive from the next step on`, you: "you drive; the flow waits", person: `${page.control.by} drives; the flow waits` }[page.control.state]);
    $("take").hidden = page.control.state !== "flow";
    $("release").hidden = !mine && page.control.state !== "asked";
  } else if (message.type === "closed") say("the browser is closed");
  else if (message.type === "error") say(message.detail);
}

async function look() {
  const sessions = await api("/api/browser/sessions");
  const known = sessions.items.find((item) => (item.session_id ?? item.id) === id);
  $("title").textContent = known?.flow_name ?? "Browser";
  $("address").hidden = screen.hidden = false;
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/browser/${id}`;
  socket = new WebSocket(address, key() ? ["flowtilla", `flowtilla.key.${key()}`] : ["flowtilla"]);
  socket.binaryType = "blob";
  let drawing = false, newest;
  const draw = async () => {
    if (drawing) return;
    drawing = true;
    while (newest) {
      const blob = newest; newest = undefined;
      try {
        const picture = await createImageBitmap(blob);
        if (screen.width !== picture.width || screen.height !== picture.height) { screen.width = picture.width; screen.height = picture.height; }
        screen.getContext("2d").drawImage(picture, 0, 0);
        screen.dataset.frames = String(Number(screen.dataset.frames ?? 0) + 1);
        picture.close();
      } catch { /* a picture that cannot be read is left out */ }
    }
    drawing = false;
  };
  socket.onmessage = ({ data }) => { if (typeof data === "string") told(JSON.parse(data)); else { newest = data; draw(); } };
  socket.onopen = () => { say("connected"); $("take").hidden = false; };
  socket.onclose = ({ reason }) => { mine = false; $("take").hidden = $("release").hidden = true; say(reason || (known ? "the connection was lost" : "the browser is closed")); };
}

const at = (event) => {
  const box = screen.getBoundingClientRect();
  return { x: ((event.clientX - box.left) / box.width) * (page?.width ?? screen.width), y: ((event.clientY - box.top) / box.height) * (page?.height ?? screen.height) };
};
const buttons = ["left", "middle", "right"];
let moved;
screen.addEventListener("mousemove", (event) => {
  if (!mine || moved) return;
  moved = setTimeout(() => { moved = undefined; steer({ input: "mouse_move", ...at(event) }); }, 40);
});
screen.addEventListener("mousedown", (event) => { if (!mine) return; event.preventDefault(); screen.focus(); steer({ input: "mouse_down", ...at(event), button: buttons[event.button] ?? "left", count: Math.max(1, event.detail) }); });
screen.addEventListener("mouseup", (event) => { if (!mine) return; event.preventDefault(); steer({ input: "mouse_up", ...at(event), button: buttons[event.button] ?? "left", count: Math.max(1, event.detail) }); });
screen.addEventListener("contextmenu", (event) => mine && event.preventDefault());
screen.addEventListener("wheel", (event) => { if (!mine) return; event.preventDefault(); steer({ input: "wheel", ...at(event), dx: event.deltaX, dy: event.deltaY }); }, { passive: false });
screen.addEventListener("keydown", (event) => {
  if (!mine || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  event.preventDefault();
  const held = [event.ctrlKey && "Control", event.altKey && "Alt", event.metaKey && "Meta"].filter(Boolean);
  if (held.length === 0 && event.key.length === 1) steer({ input: "text", text: event.key });
  else steer({ input: "key", keys: [...held, event.shiftKey && "Shift", event.key === " " ? "Space" : event.key].filter(Boolean).join("+") });
});
screen.addEventListener("paste", (event) => mine && steer({ input: "text", text: event.clipboardData.getData("text") }));
$("take").onclick = () => { send({ type: "take" }); say("asked; the flow comes to its next step"); };
$("release").onclick = () => { send({ type: "release" }); mine = false; };
const begin = () => (id ? look() : list()).catch((error) => say(error.message));
$("ask").onsubmit = (event) => { event.preventDefault(); sessionStorage.setItem("flowtilla.key", $("key").value); $("ask").hidden = true; begin(); };
begin();
