// One phone: its chat, its input, and what its owner can do.

import { el, icon, layer } from "./dom.js";
import { act } from "./server.js";
import { words } from "./words.js";
import { attachSheet, commandSheet, invitationDialog, menuSheet } from "./sheets.js";
import { toView } from "./shelf.js";
import { Thread } from "./thread.js";

const TOAST_SECONDS = 3.5;
const TYPING_SECONDS = 6;
const ANSWER_SECONDS = 30;

export class Phone {
  constructor(state, bot, selected) {
    this.id = state.person.id;
    this.selected = selected;
    this.build();
    this.update(state, bot);
    this.fill(state.messages);
  }

  build() {
    this.status = el("span", { class: "peer-status" });
    this.title = el("span", { class: "peer-name" });
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.more = this.button("more", words.more, () => this.toggle(menuSheet, this.more), "round");
    this.thread = new Thread(
      this,
      this.button("down", words.down, () => this.thread.toEnd(true), "down"),
    );
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
      this.thread.node,
      this.footer,
    );
    this.name = el("span", { class: "owner-name" });
    this.role = el("span", { class: "owner-role" });
    this.dot = el("span", { class: "dot", hidden: true, role: "img", "aria-label": words.unread });
    this.node = el(
      "section",
      { class: "phone", id: `phone-${this.id}` },
      el("h2", { class: "owner" }, this.role, this.name, this.dot),
      el("div", { class: "bezel" }, this.screen),
    );
    this.buildTab();
    this.node.addEventListener("pointerdown", () => this.selected(this));
    this.node.addEventListener("focusin", () => this.selected(this));
    // After the tap: a phone that slid away under the finger would miss it.
    this.node.addEventListener("click", () => toView(this.node));
  }

  buildTab() {
    this.tabName = el("span", { class: "tab-name" });
    this.tabRole = el("span", { class: "tab-role" });
    this.tabDot = el("span", { class: "dot", hidden: true, role: "img", "aria-label": words.unread });
    this.tab = el(
      "button",
      { class: "tab", role: "tab", type: "button", "aria-controls": this.node.id },
      this.tabName,
      this.tabRole,
      this.tabDot,
    );
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
    this.tabName.textContent = first;
    this.tabRole.textContent = caption;
    this.node.setAttribute("aria-label", words.phone(first, caption));
    this.quiet();
    this.renderFooter();
    this.introduce();
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
    await this.do("tap", { message_id, row, column, wait: ANSWER_SECONDS });
    node.removeAttribute("aria-busy");
    this.quiet();
  }

  // A page of the bot's, with who opened it in its address.
  async openApp(message_id, row, column) {
    const pressed = await this.do("tap", { message_id, row, column });
    if (pressed?.url) window.open(pressed.url, "_blank", "noopener,noreferrer");
  }

  // What the phone shows.

  fill(messages) {
    this.thread.fill(messages);
    this.introduce();
  }

  introduce() {
    const lines = this.description
      ? [el("h3", {}, words.about), el("p", {}, this.description)]
      : [el("p", {}, words.empty)];
    this.thread.introduce(...lines);
  }

  receive(entry) {
    this.quiet();
    this.thread.receive(entry);
  }

  edit(entry) {
    this.quiet();
    this.thread.edit(entry);
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
    this.node.classList.toggle("unread", is);
    this.dot.hidden = this.tabDot.hidden = !is;
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
}
