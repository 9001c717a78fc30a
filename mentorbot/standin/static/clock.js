// The world's time: the server says it now and then, the page counts on in between.

import { el } from "./dom.js";
import { lang, locale, words } from "./words.js";
import { act } from "./server.js";

let ahead = 0;
let timezone = "Europe/Oslo";

const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: timezone, ...options });

export const now = () => Date.now() + ahead;
export const time = (seconds) =>
  format({ hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
export const day = (milliseconds) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: timezone }).format(milliseconds);

export function dayName(seconds) {
  const at = seconds * 1000;
  if (day(at) === day(now())) return words.today;
  if (day(at) === day(now() - 86400000)) return words.yesterday;
  return format({ weekday: "long", day: "numeric", month: "long" }).format(at);
}

export function show() {
  const at = now();
  const clock = document.getElementById("clock-time");
  const text = time(at / 1000);
  if (clock.textContent !== text) clock.textContent = text;
  document.getElementById("clock-date").textContent = format({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(at);
  for (const node of document.querySelectorAll(".status-time")) node.textContent = text;
}

function jump() {
  const clock = document.getElementById("clock");
  clock.classList.remove("jumped");
  void clock.offsetWidth; // restarts the animation
  clock.classList.add("jumped");
}

async function pull(lever, button) {
  button.setAttribute("aria-busy", "true");
  try {
    set(await act("clock", { lever: lever.name }));
  } catch (error) {
    button.title = error.message;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function lever(one) {
  const label = one.labels[lang] ?? one.labels.nb ?? one.name;
  const button = el("button", { class: "lever", "data-lever": one.name, type: "button" }, label);
  button.addEventListener("click", () => pull(one, button));
  return button;
}

const moved = [];
export const onMove = (heard) => moved.push(heard);

export function set(clock) {
  const before = ahead;
  ahead = clock.now * 1000 - Date.now();
  timezone = clock.timezone;
  const levers = document.getElementById("levers");
  if (levers.children.length !== clock.levers.length) {
    levers.replaceChildren(...clock.levers.map(lever));
  }
  show();
  if (Math.abs(ahead - before) > 30000) jump();
  for (const heard of moved) heard();
}

export function begin() {
  document.getElementById("clock").setAttribute("aria-label", words.clock);
  document.getElementById("levers").setAttribute("aria-label", words.clock);
  setInterval(show, 1000);
}
