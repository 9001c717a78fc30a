// One message as a bubble with its buttons.

import { el, icon } from "./dom.js";
import { time } from "./clock.js";
import { words } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

// Telegram's apps find numbers by themselves, in what no other entity has made into a link.
const NUMBER = /(?<![\d+])(?:\+\d{1,3}(?:[ \u00a0]?\d){7,12}|(?:\d{2}[ \u00a0]){3}\d{2}|\d{3}[ \u00a0]\d{2}[ \u00a0]\d{3})(?!\d)/g;
const OPAQUE = new Set(["code", "pre", "url", "text_link", "email", "bot_command", "phone_number"]);

const call = (number) => el("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number);

function numbered(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(NUMBER)) {
    nodes.push(text.slice(at, found.index), call(found[0]));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
}

// Entities are a tree: each holds those that lie within it. Offsets are UTF-16, as are strings.
export function formatted(text, entities, phone) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;
  const until = (start, end, opaque) => {
    const plain = (from, to) => (opaque ? [text.slice(from, to)] : numbered(text.slice(from, to)));
    const nodes = [];
    let at = start;
    while (next < sorted.length && sorted[next].offset < end) {
      const entity = sorted[next++];
      if (entity.offset > at) nodes.push(...plain(at, entity.offset));
      const stop = Math.min(end, entity.offset + entity.length);
      const within = until(Math.max(at, entity.offset), stop, opaque || OPAQUE.has(entity.type));
      nodes.push(wrapped(entity, text, within, phone));
      at = Math.max(at, stop);
    }
    if (at < end) nodes.push(...plain(at, end));
    return nodes;
  };
  return until(0, text.length, false);
}

function wrapped(entity, text, children, phone) {
  if (TAGS[entity.type]) return el(TAGS[entity.type], {}, ...children);
  const own = text.slice(entity.offset, entity.offset + entity.length);
  switch (entity.type) {
    case "url":
      return link(own, children, phone);
    case "text_link":
      return link(entity.url, children, phone);
    case "email":
      return el("a", { href: `mailto:${own}` }, ...children);
    case "phone_number":
      return call(own);
    case "bot_command":
      return el(
        "button",
        { class: "command-link", type: "button", onclick: () => phone.say(own) },
        ...children,
      );
    case "spoiler":
      return el(
        "span",
        { class: "spoiler", tabindex: "0", onclick: (e) => e.currentTarget.classList.add("open") },
        ...children,
      );
    default:
      return el("span", { class: `entity-${entity.type}` }, ...children);
  }
}

const isInvitation = (url) => /^https?:\/\/(t|telegram)\.me\/[^?]+\?start=/.test(url);
const isSafe = (url) => /^(https?|tel|mailto):/.test(url);

function link(url, children, phone) {
  if (isInvitation(url)) {
    const open = (event) => {
      event.preventDefault();
      phone.open(url);
    };
    return el("a", { href: url, onclick: open }, ...children);
  }
  if (!isSafe(url)) return el("span", {}, ...children);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function media(message) {
  if (message.photo) return photo(message.photo.at(-1));
  if (message.voice) return voice(message.voice);
  if (message.document) return file(message.document);
  if (message.location) return el("div", { class: "map" }, icon("location"));
  if (message.sticker) return el("div", { class: "sticker" }, message.sticker.emoji ?? "");
  if (message.contact) return attachment("document", message.contact.phone_number);
  return null;
}

function photo(size) {
  const where = `/phones/file/${size.file_id}`;
  const picture = el("img", { class: "photo", src: where, alt: words.photo });
  const opens = el("a", { class: "opens", href: where, target: "_blank", rel: "noopener" }, picture);
  picture.addEventListener("error", () =>
    opens.replaceWith(el("div", { class: "photo empty" }, icon("photo"))),
  );
  return opens;
}

function file(kept) {
  const where = `/phones/file/${kept.file_id}`;
  const shown = attachment("document", kept.file_name ?? "");
  return el("a", { class: "opens", href: where, target: "_blank", rel: "noopener" }, shown);
}

function voice(recording) {
  const bars = Array.from({ length: 24 }, (_, i) =>
    el("i", { style: `height:${6 + Math.round(12 * Math.abs(Math.sin(i * 1.7) * Math.cos(i / 3)))}px` }),
  );
  const length = `0:${String(recording.duration).padStart(2, "0")}`;
  return el(
    "div",
    { class: "voice", "aria-label": words.voice },
    el("span", { class: "play" }, icon("play")),
    el("span", { class: "bars" }, ...bars),
    el("span", { class: "length" }, length),
  );
}

const attachment = (name, text) =>
  el("div", { class: "attachment" }, el("span", { class: "play" }, icon(name)), el("span", {}, text));

function meta(entry) {
  const { message, silent } = entry;
  const marks = [];
  if (silent) marks.push(el("span", { class: "mute", title: words.silent }, icon("silent")));
  if (message.edit_date) marks.push(el("span", { class: "edited" }, words.edited));
  return el("span", { class: "meta" }, ...marks, el("time", {}, time(message.date)));
}

function keyboard(message, phone) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  const grid = rows.map((row, r) =>
    el(
      "div",
      { class: "keys" },
      ...row.map((button, c) => key(message, button, r, c, phone)),
    ),
  );
  return el("div", { class: "keyboard" }, ...grid);
}

function key(message, button, row, column, phone) {
  const node = el(
    "button",
    { class: "key", type: "button" },
    el("span", { class: "label" }, button.text),
    button.url || button.web_app ? icon("link") : null,
  );
  node.addEventListener("click", () => {
    if (button.web_app) phone.openApp(message.message_id, row, column);
    else if (!button.url) phone.tap(message.message_id, row, column, node);
    else if (isInvitation(button.url)) phone.open(button.url);
    else if (isSafe(button.url)) window.open(button.url, "_blank", "noopener,noreferrer");
  });
  return node;
}

function quote(message) {
  const replied = message.reply_to_message;
  if (!replied) return null;
  return el("div", { class: "quote" }, replied.text ?? "…");
}

// The code of an invitation goes to the bot; its owner sees the command alone, as in Telegram.
const shown = (text, fromBot) => (fromBot ? text : text.replace(/^(\/start) \S+$/, "$1"));

export function bubble(entry, phone) {
  const { message, from_bot: fromBot } = entry;
  const text = shown(message.text ?? message.caption ?? "", fromBot);
  const entities = message.entities ?? message.caption_entities;
  const body = el(
    "div",
    { class: "bubble", dir: "auto" },
    quote(message),
    media(message),
    text ? el("span", { class: "text" }, ...formatted(text, entities, phone)) : null,
    meta(entry),
  );
  const keys = keyboard(message, phone);
  return el(
    "article",
    {
      class: `message ${fromBot ? "in" : "out"}${keys ? " keyed" : ""}`,
      "data-id": message.message_id,
      "data-date": message.date,
    },
    body,
    keys,
  );
}
