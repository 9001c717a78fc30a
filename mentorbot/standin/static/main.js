// Builds the phones from the server's state and keeps them in step with its events.

import * as clock from "./clock.js";
import * as server from "./server.js";
import { Phone } from "./phone.js";
import { edges, shelf, toView, walk } from "./shelf.js";
import { lang, words } from "./words.js";

const phones = new Map();
let active = null;
let bot = {};

const row = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const look = shelf(document.getElementById("shelf"), row);

function select(phone) {
  const changed = active !== phone;
  active = phone;
  phone.unread(false);
  look();
  for (const other of phones.values()) {
    const is = other === phone;
    other.node.classList.toggle("active", is);
    other.tab.setAttribute("aria-selected", String(is));
    other.tab.tabIndex = is ? 0 : -1;
  }
  if (changed) toView(phone.tab, "center");
}

function show(state) {
  bot = state.bot;
  clock.set(state.clock);
  for (const one of state.phones) {
    const known = phones.get(one.person.id);
    if (known) {
      known.update(one, bot);
      known.fill(one.messages);
    } else {
      add(one);
    }
  }
  if (!active && phones.size) select(phones.values().next().value);
}

function add(one) {
  const phone = new Phone(one, bot, select);
  phones.set(one.person.id, phone);
  row.append(phone.node);
  tabs.append(phone.tab);
  clock.show();
}

// Names, commands and people change seldom: then the state is asked for again, once for a burst.
let asked = null;
function refresh() {
  asked ??= setTimeout(async () => {
    asked = null;
    const state = await server.state();
    bot = state.bot;
    for (const one of state.phones) {
      if (phones.has(one.person.id)) phones.get(one.person.id).update(one, bot);
      else add(one);
    }
    if (!active && phones.size) select(phones.values().next().value);
  }, 80);
}

const of = (handle) => (event) => {
  const phone = phones.get(event.chat);
  if (phone) handle(phone, event);
};

const heard = {
  clock: clock.set,
  person: refresh,
  profile: refresh,
  commands: refresh,
  typing: of((phone) => phone.typing()),
  toast: of((phone, event) => phone.answered(event)),
  delete: of((phone, event) => phone.thread.remove(event.message.message_id)),
  edit: of((phone, event) => phone.edit(event)),
  message: of((phone, event) => {
    phone.receive(event);
    if (phone !== active) phone.notify(event);
    look();
  }),
};

const lost = document.getElementById("lost");

async function connected() {
  lost.hidden = true;
  show(await server.state());
}

document.documentElement.lang = lang;
document.title = words.title;
lost.textContent = words.lost;
row.setAttribute("aria-label", words.title);
tabs.setAttribute("aria-label", words.title);
tabs.addEventListener("keydown", walk);
edges(document.getElementById("strip"), tabs);
// A window that has just become narrow shows its tabs from the first one.
new ResizeObserver(() => active && toView(active.tab, "center")).observe(tabs);
clock.begin();
clock.onMove(() => {
  for (const phone of phones.values()) phone.thread.renameDays();
});
server.listen(heard, connected, () => {
  lost.hidden = false;
});
