mock => {
  const Native = window.WebSocket;
  const escape = text => text.replace(/[.+^$()|[\]\\]/g, "\\$&");
  const glob = text => new RegExp("^" + escape(text).replace(/\{([^}]*)\}/g, (_, all) => "(" + all.replace(/,/g, "|") + ")")
    .replace(/\?/g, "\\?").replace(/\*\*\/?|\*/g, star => star === "*" ? "[^/]*" : ".*") + "$");
  const url = text => {
    const m = mock.url;
    if (typeof m === "string") return glob(m).test(m.startsWith("/") ? new URL(text).pathname + new URL(text).search : text);
    return part(m, text);
  };
  const part = (m, text) => typeof m === "string" ? text.includes(m) : m.equals !== undefined ? text === m.equals
    : m.contains !== undefined ? text.includes(m.contains) : new RegExp(m.matches, m.flags).test(text);
  const plain = value => typeof value === "string" ? value : JSON.stringify(value);
  class Mocked extends EventTarget {
    constructor(address) {
      super();
      Object.assign(this, { url: String(new URL(address, location.href)).replace(/^http/, "ws"), readyState: 0, bufferedAmount: 0,
        extensions: "", protocol: "", binaryType: "blob", onopen: null, onmessage: null, onclose: null, onerror: null });
      setTimeout(() => {
        if (this.readyState !== 0) return;
        this.readyState = 1;
        for (const message of mock.on_open ?? []) this.receive(message);
        this.tell(new Event("open"));
      });
    }
    tell(event) { this["on" + event.type]?.call(this, event); this.dispatchEvent(event); }
    receive(message) {
      setTimeout(() => { if (this.readyState === 1) this.tell(new MessageEvent("message", { data: plain(message), origin: new URL(this.url).origin })); });
    }
    send(data) {
      if (this.readyState === 0) throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
      if (this.readyState !== 1) return;
      const text = typeof data === "string" ? data : "";
      const reply = (mock.replies ?? []).find(one => part(one.to, text));
      if (!reply) { if (mock.echo) this.receive(text); return; }
      for (const message of reply.send ?? []) this.receive(message);
      if (reply.close) setTimeout(() => this.end(reply.close, true));
    }
    close(code = 1005) { if (this.readyState < 2) { this.readyState = 2; setTimeout(() => this.end(code, true)); } }
    end(code, wasClean) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.tell(new CloseEvent("close", { code, wasClean }));
    }
  }
  window.WebSocket = new Proxy(Native, {
    construct(target, args) {
      return url(String(new URL(args[0], location.href)).replace(/^http/, "ws")) ? new Mocked(args[0]) : Reflect.construct(target, args);
    },
  });
  for (const [n, name] of ["CONNECTING", "OPEN", "CLOSING", "CLOSED"].entries()) Object.defineProperty(Mocked.prototype, name, { value: n });
}
