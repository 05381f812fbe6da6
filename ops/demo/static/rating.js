// <tea-rating label="Brown Betty">: five stars in an open shadow root. <tea-card>: a rating inside another shadow root.
"use strict";

customElements.define("tea-rating", class extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const label = this.getAttribute("label") ?? "this teapot";
    root.innerHTML = `
      <style>
        div { display: inline-flex; gap: .15rem; }
        button { all: unset; cursor: pointer; font-size: 1.6rem; line-height: 1; color: var(--line, #ccc); padding: .1rem; }
        button[aria-pressed=true] { color: var(--gold, #a8720a); }
        button:focus-visible { outline: 3px solid var(--gold, #a8720a); border-radius: 4px; }
        p { margin: .3rem 0 0; color: var(--faint, #666); font-size: .92rem; }
      </style>
      <div role="group"></div><p role="status" data-testid="rating">Not rated yet</p>`;
    const group = root.querySelector("div");
    group.setAttribute("aria-label", `Rate ${label}`);
    for (let star = 1; star <= 5; star++) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "★";
      button.setAttribute("aria-label", star === 1 ? "1 star" : `${star} stars`);
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => this.rate(star));
      group.append(button);
    }
  }

  rate(stars) {
    [...this.shadowRoot.querySelectorAll("button")].forEach((button, index) => button.setAttribute("aria-pressed", String(index < stars)));
    this.shadowRoot.querySelector("p").textContent = `You gave ${stars} of 5`;
    this.dispatchEvent(new CustomEvent("rated", { detail: stars, bubbles: true, composed: true }));
  }
});

customElements.define("tea-card", class extends HTMLElement {
  connectedCallback() {
    const name = this.getAttribute("name") ?? "Teapot";
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = `<style>article { border: 1px solid var(--line, #ccc); border-radius: 12px; padding: 1rem; } h3 { margin: 0 0 .4rem; font-family: var(--serif, serif); }</style>
      <article><h3></h3><slot></slot><tea-rating></tea-rating></article>`;
    root.querySelector("h3").textContent = name;
    root.querySelector("article").setAttribute("aria-label", name);
    root.querySelector("tea-rating").setAttribute("label", name);
  }
});
