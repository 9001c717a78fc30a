// What stands in one phone's chat, and how it stays at its newest message.

import { el } from "./dom.js";
import { bubble } from "./bubbles.js";
import { day, dayName } from "./clock.js";
import { fit } from "./fitting.js";
import { words } from "./words.js";

// So many pixels from the end still count as being there.
const NEAR = 24;
const GLIDE = { duration: 220, easing: "cubic-bezier(0.2, 0.9, 0.3, 1)" };
const PASSING = { arrive: "arrived", changed: "changed" };
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Thread {
  constructor(phone, down) {
    this.phone = phone;
    this.down = down;
    this.pinned = true;
    this.list = el("div", { class: "list" });
    this.log = el(
      "div",
      { class: "log", role: "log", "aria-label": words.messages, tabindex: "0" },
      this.list,
    );
    this.node = el("div", { class: "wall" }, this.log, down);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("animationend", (event) => {
      event.target.closest(".message")?.classList.remove(PASSING[event.animationName]);
    });
    // Sees the first layout, a window or a letter that changes its size, and a picture that is late.
    const sized = new ResizeObserver(() => this.settle());
    sized.observe(this.log);
    sized.observe(this.list);
  }

  fill(messages) {
    this.list.replaceChildren();
    for (const entry of messages) this.append(entry);
    this.toEnd();
  }

  append(entry) {
    const node = bubble(entry, this.phone);
    const last = this.list.lastElementChild;
    const { date } = entry.message;
    if (!last?.dataset.date || day(last.dataset.date * 1000) !== day(date * 1000)) {
      this.list.append(el("p", { class: "day", "data-day": date }, dayName(date)));
    } else if (last.classList.contains(entry.from_bot ? "in" : "out")) {
      last.classList.add("followed");
    }
    this.list.append(node);
    fit(node.querySelectorAll(".keys"));
    return node;
  }

  receive(entry) {
    this.list.querySelector(".about")?.remove();
    this.append(entry).classList.add("arrived");
    if (!entry.from_bot || this.pinned) this.toEnd(true);
    this.mark();
  }

  edit(entry) {
    const old = this.find(entry.message.message_id);
    if (!old) return;
    const node = bubble(entry, this.phone);
    node.classList.toggle("followed", old.classList.contains("followed"));
    node.classList.add("changed");
    const focused = old.contains(document.activeElement);
    old.replaceWith(node);
    fit(node.querySelectorAll(".keys"));
    if (focused) (node.querySelector(".key") ?? this.log).focus({ preventScroll: true });
    if (this.pinned) this.toEnd(true);
    else if (focused) node.scrollIntoView({ block: "nearest" });
  }

  remove(messageId) {
    const node = this.find(messageId);
    if (!node) return;
    node.classList.add("leaving");
    setTimeout(() => node.remove(), 260);
  }

  find(messageId) {
    return this.list.querySelector(`[data-id="${messageId}"]`);
  }

  // What an empty chat says about its bot.
  introduce(...lines) {
    this.list.querySelector(".about")?.remove();
    if (this.list.querySelector(".message")) return;
    this.list.append(el("div", { class: "about" }, ...lines));
  }

  renameDays() {
    for (const node of this.list.querySelectorAll(".day")) {
      node.textContent = dayName(Number(node.dataset.day));
    }
  }

  settle() {
    const { clientWidth: width } = this.log;
    if (width && width !== this.width) fit(this.list.querySelectorAll(".keys"));
    this.width = width;
    if (!width) return;
    if (this.pinned) this.toEnd();
    this.settled = this.extent();
    this.mark();
  }

  scrolled() {
    // Otherwise the chat has moved under the person's thumb, and settle() is on its way.
    if (this.extent() === this.settled) this.pinned = this.left() < NEAR;
    this.mark();
  }

  extent() {
    return `${this.log.clientHeight} of ${this.list.offsetHeight}`;
  }

  left() {
    return this.list.offsetHeight - this.log.clientHeight - this.log.scrollTop;
  }

  // The place is right at once; that the bubbles glide there is for the eye alone.
  toEnd(softly = false) {
    const before = this.log.scrollTop;
    this.pinned = true;
    if (softly) this.gliding?.cancel();
    this.log.scrollTop = this.list.offsetHeight - this.log.clientHeight;
    const way = Math.min(this.log.scrollTop - before, this.log.clientHeight);
    if (softly && way > 0 && !still.matches) {
      this.gliding = this.list.animate({ transform: [`translateY(${way}px)`, "none"] }, GLIDE);
    }
    this.mark();
  }

  mark() {
    this.down.classList.toggle("shown", !this.pinned);
  }
}
