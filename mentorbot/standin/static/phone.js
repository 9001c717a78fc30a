// One phone: its chat, its input, and what its owner can do.

import { el, icon, layer } from "./dom.js";
import { bubble } from "./bubbles.js";
import { day, dayName } from "./clock.js";
import { act } from "./server.js";
import { words } from "./words.js";
import { attachSheet, commandSheet, invitationDialog, menuSheet } from "./sheets.js";

const TOAST_SECONDS = 3.5;
const TYPING_SECONDS = 6;

export class Phone {
  constructor(state, bot, selected) {
    this.id = state.person.id;
    this.selected = selected;
    this.pinned = true;
    this.gliding = 0;
    this.build();
    this.update(state, bot);
    this.fill(state.messages);
  }

  build() {
    this.log = el("div", { class: "log", role: "log", "aria-label": words.messages, tabindex: "0" });
    this.status = el("span", { class: "peer-status" });
    this.title = el("span", { class: "peer-name" });
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.more = this.button("more", words.more, () => this.toggle(menuSheet, this.more), "round");
    this.down = this.button("down", words.down, () => this.toBottom(true), "down");
    this.footer = el("div", { class: "composer" });
    this.screen = el(
      "div",
      { class: "screen" },
      el(
        "div",
        { class: "statusbar", "aria-hidden": "true" },
        el("span", { class: "status-time" }),
        el("span", { class: "island" }),
        el("span", { class: "signal" }, el("i"), el("i"), el("i"), el("i"), el("b")),
      ),
      el(
        "div",
        { class: "peer" },
        this.avatar,
        el("div", { class: "peer-text" }, this.title, this.status),
        this.more,
      ),
      el("div", { class: "wall" }, this.log, this.down),
      this.footer,
    );
    this.name = el("span", { class: "owner-name" });
    this.role = el("span", { class: "owner-role" });
    this.dot = el("span", { class: "dot", hidden: true, role: "img", "aria-label": words.unread });
    this.node = el(
      "section",
      { class: "phone" },
      el("h2", { class: "owner" }, this.role, this.name, this.dot),
      el("div", { class: "bezel" }, this.screen),
    );
    this.buildTab();
    this.node.addEventListener("pointerdown", () => this.selected(this));
    this.node.addEventListener("focusin", () => this.selected(this));
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // A picture gets its height late; a chat that stood at its end stays there.
    for (const late of ["load", "error"]) {
      this.log.addEventListener(late, () => setTimeout(() => this.pinned && this.toBottom(false)), true);
    }
  }

  buildTab() {
    this.tabText = el("span", {});
    this.tabDot = el("span", { class: "dot", hidden: true });
    this.tab = el("button", { class: "tab", role: "tab", type: "button" }, this.tabText, this.tabDot);
    this.tab.addEventListener("click", () => this.selected(this));
  }

  button(name, label, onclick, style) {
    return el(
      "button",
      { class: `icon-button ${style ?? ""}`, type: "button", "aria-label": label, title: label, onclick },
      icon(name),
    );
  }

  update(state, bot) {
    this.person = state.person;
    this.commands = state.commands;
    this.description = state.description;
    const { first_name: first, caption } = state.person;
    this.title.textContent = state.bot_name || bot.name;
    this.avatar.textContent = (state.bot_name || bot.name).slice(0, 1).toUpperCase();
    this.role.textContent = caption || first;
    this.name.textContent = caption ? first : "";
    this.tabText.textContent = caption || first;
    this.node.setAttribute("aria-label", words.phone(first, caption));
    this.quiet();
    this.renderFooter();
    this.renderAbout();
  }

  renderFooter() {
    const { state } = this.person;
    if (state === this.footerState && this.hadCommands === this.commands.length > 0) return;
    this.footerState = state;
    this.hadCommands = this.commands.length > 0;
    this.node.dataset.state = state;
    const wide = (label, onclick) =>
      el("button", { class: "wide", type: "button", onclick }, label);
    if (state === "new") this.footer.replaceChildren(wide(words.start, () => this.begin()));
    else if (state === "blocked")
      this.footer.replaceChildren(wide(words.restart, () => this.do("unblock")));
    else if (state === "deactivated") this.footer.replaceChildren(el("p", {}, words.gone));
    else this.footer.replaceChildren(...this.composer());
  }

  composer() {
    this.field = el("textarea", { rows: "1", placeholder: words.write, "aria-label": words.write });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.menu = this.button("commands", words.commands, () => this.toggle(commandSheet, this.menu));
    this.menu.classList.add("menu");
    this.menu.hidden = !this.hadCommands;
    const clip = this.button("attach", words.attach, () => this.toggle(attachSheet, clip));
    this.sender = this.button("send", words.send, () => this.submit(), "send");
    this.sender.disabled = true;
    return [this.menu, el("div", { class: "field" }, this.field, clip), this.sender];
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 120)}px`;
    this.sender.disabled = !this.field.value.trim();
    if (this.field.value === "/" && this.hadCommands) this.openSheet(commandSheet, this.menu);
    else this.closeSheet?.();
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.typed();
    this.say(text);
  }

  toggle(sheet, opener) {
    if (this.closeSheet) this.closeSheet();
    else this.openSheet(sheet, opener);
  }

  openSheet(sheet, opener) {
    this.closeSheet?.();
    const node = sheet(this);
    const close = layer(this.screen, node, opener);
    this.closeSheet = () => {
      close();
      this.closeSheet = null;
    };
    const left = new MutationObserver(() => {
      if (node.isConnected) return;
      left.disconnect();
      this.closeSheet = null;
    });
    left.observe(this.screen, { childList: true });
    if (opener?.matches(":focus-visible")) node.querySelector("button, input")?.focus();
  }

  askInvitation() {
    this.openSheet(invitationDialog, null);
    this.screen.querySelector(".dialog input").focus();
  }

  // What the owner does. A refusal by the server is shown as the phone's own notice.

  async do(what, body = {}) {
    try {
      return await act(what, { user: this.id, ...body });
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  say(text) {
    return this.do("say", { text });
  }

  begin() {
    return this.person.invitation ? this.open(this.person.invitation) : this.say("/start");
  }

  open(link) {
    return this.do("open", { link });
  }

  async tap(message_id, row, column, node) {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await this.do("tap", { message_id, row, column, wait: 10 });
    node.removeAttribute("aria-busy");
    this.quiet();
  }

  // What the phone shows.

  fill(messages) {
    this.log.replaceChildren();
    for (const entry of messages) this.append(entry);
    this.renderAbout();
    this.toBottom(false);
  }

  append(entry) {
    const node = bubble(entry, this);
    const last = this.log.lastElementChild;
    const { date } = entry.message;
    if (!last?.dataset.date || day(last.dataset.date * 1000) !== day(date * 1000)) {
      this.log.append(el("p", { class: "day", "data-day": date }, dayName(date)));
    } else if (last.classList.contains(entry.from_bot ? "in" : "out")) {
      last.classList.add("followed");
    }
    this.log.append(node);
    return node;
  }

  receive(entry) {
    const { pinned } = this;
    this.log.querySelector(".about")?.remove();
    this.quiet();
    this.append(entry).classList.add("arrived");
    if (!entry.from_bot || pinned) this.toBottom(true);
    this.markDown();
  }

  notify(entry) {
    if (!entry.from_bot) return;
    this.unread(true);
    if (entry.silent) return;
    this.node.classList.remove("buzz");
    void this.node.offsetWidth; // restarts the animation
    this.node.classList.add("buzz");
  }

  unread(is) {
    this.dot.hidden = this.tabDot.hidden = !is;
  }

  edit(entry) {
    const { pinned } = this;
    this.quiet();
    const old = this.find(entry.message.message_id);
    if (!old) return;
    const node = bubble(entry, this);
    if (old.classList.contains("followed")) node.classList.add("followed");
    node.classList.add("changed");
    const focused = old.contains(document.activeElement);
    old.replaceWith(node);
    if (focused) (node.querySelector(".key") ?? this.log).focus({ preventScroll: true });
    if (pinned) this.toBottom(true);
  }

  remove(messageId) {
    const node = this.find(messageId);
    if (!node) return;
    node.classList.add("leaving");
    setTimeout(() => node.remove(), 260);
  }

  find(messageId) {
    return this.log.querySelector(`[data-id="${messageId}"]`);
  }

  typing() {
    clearTimeout(this.typingTimer);
    this.status.textContent = words.typing;
    this.status.classList.add("typing");
    this.typingTimer = setTimeout(() => this.quiet(), TYPING_SECONDS * 1000);
  }

  quiet() {
    clearTimeout(this.typingTimer);
    this.status.textContent = words.bot;
    this.status.classList.remove("typing");
  }

  answered({ text, alert, url }) {
    this.quiet();
    if (url) this.open(url);
    if (!text) return;
    if (alert) this.alert(text);
    else this.toast(text);
  }

  toast(text) {
    this.screen.querySelector(".toast")?.remove();
    const node = el("div", { class: "toast", role: "status" }, text);
    this.screen.append(node);
    setTimeout(() => node.classList.add("leaving"), TOAST_SECONDS * 1000);
    setTimeout(() => node.remove(), TOAST_SECONDS * 1000 + 300);
  }

  alert(text) {
    const close = () => veil.remove();
    const ok = el("button", { type: "button", class: "text-button", onclick: close }, words.ok);
    const box = el("div", { class: "dialog", role: "alertdialog", "aria-modal": "true" }, el("p", {}, text), ok);
    const veil = el("div", { class: "veil" }, box);
    veil.addEventListener("keydown", (event) => event.key === "Escape" && close());
    this.screen.append(veil);
    ok.focus({ preventScroll: true });
  }

  renderAbout() {
    this.log.querySelector(".about")?.remove();
    if (this.log.querySelector(".message") || !this.description) return;
    this.log.append(
      el("div", { class: "about" }, el("h3", {}, words.about), el("p", {}, this.description)),
    );
  }

  renameDays() {
    for (const node of this.log.querySelectorAll(".day")) {
      node.textContent = dayName(Number(node.dataset.day));
    }
  }

  atBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  scrolled() {
    // On the way down by itself is as good as being there.
    this.pinned = this.atBottom() || performance.now() < this.gliding;
    this.markDown();
  }

  toBottom(softly) {
    this.pinned = true;
    this.gliding = performance.now() + 700;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: softly ? "smooth" : "instant" });
  }

  markDown() {
    this.down.classList.toggle("shown", !this.pinned);
  }
}
