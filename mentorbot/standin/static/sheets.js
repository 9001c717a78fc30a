// The layers that open over a phone's chat: commands, attachments, its menu, an invitation.

import { el, icon } from "./dom.js";
import { act } from "./server.js";
import { words } from "./words.js";

function sheet(style, ...items) {
  const node = el("div", { class: `sheet ${style}`, role: "menu" }, ...items);
  node.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...node.querySelectorAll("[role^=menuitem]")];
    const at = all.indexOf(document.activeElement);
    all[(at + step + all.length) % all.length].focus();
  });
  return node;
}

function item(phone, children, chosen, extra = {}) {
  const onclick = () => {
    phone.closeSheet?.();
    chosen();
  };
  return el("button", { class: "item", type: "button", role: "menuitem", onclick, ...extra }, ...children);
}

export function commandSheet(phone) {
  const choose = (name) => () => {
    if (phone.field) phone.field.value = "";
    phone.say(`/${name}`);
  };
  const items = phone.commands.map(({ command, description }) =>
    item(
      phone,
      [el("span", { class: "command" }, `/${command}`), el("span", { class: "meaning" }, description)],
      choose(command),
    ),
  );
  return sheet("commands", ...items);
}

export function attachSheet(phone) {
  const kinds = ["voice", "photo", "document", "location", "sticker"];
  const items = kinds.map((kind) =>
    item(
      phone,
      [el("span", { class: `disc disc-${kind}` }, icon(kind)), el("span", {}, words[kind])],
      () => phone.do("send", { kind }),
    ),
  );
  return sheet("attach", ...items);
}

const LANGUAGES = { nb: "Bokmål", nn: "Nynorsk", en: "English" };

export function menuSheet(phone) {
  const blocked = phone.person.state === "blocked";
  const languages = Object.entries(LANGUAGES).map(([code, name]) =>
    item(
      phone,
      [name],
      () => act("people", { id: phone.id, language_code: code }),
      { role: "menuitemradio", "aria-checked": String(phone.person.language_code === code) },
    ),
  );
  return sheet(
    "menu-sheet",
    item(phone, [icon("invitation"), words.invitation], () => phone.askInvitation()),
    item(phone, [icon("block"), blocked ? words.unblock : words.block], () =>
      phone.do(blocked ? "unblock" : "block"),
    ),
    el("div", { class: "group", role: "group", "aria-label": words.language },
      el("span", { class: "group-label" }, icon("language"), words.language),
      el("div", { class: "choices" }, ...languages),
    ),
  );
}

export function invitationDialog(phone) {
  const field = el("input", { type: "text", autocomplete: "off", placeholder: "https://t.me/…" });
  const form = el(
    "form",
    { class: "dialog" },
    el("label", {}, words.invitationLabel, field),
    el(
      "div",
      { class: "dialog-buttons" },
      el("button", { type: "button", class: "text-button", onclick: () => phone.closeSheet?.() }, words.cancel),
      el("button", { type: "submit", class: "text-button strong" }, words.open),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    phone.closeSheet?.();
    phone.open(field.value.trim());
  });
  return el("div", { class: "veil" }, form);
}
