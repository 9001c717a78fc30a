// Builds the phones from the server's state and keeps them in step with its events.

import * as clock from "./clock.js";
import * as server from "./server.js";
import { Phone } from "./phone.js";
import { lang, words } from "./words.js";

const phones = new Map();
let active = null;
let bot = {};

function select(phone) {
  const changed = active !== phone;
  active = phone;
  phone.unread(false);
  for (const other of phones.values()) {
    const is = other === phone;
    other.node.classList.toggle("active", is);
    other.tab.setAttribute("aria-selected", String(is));
  }
  // At phone width it was hidden until now, and a hidden log cannot be scrolled.
  if (changed && phone.log.scrollTop === 0) phone.toBottom(false);
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
  document.getElementById("phones").append(phone.node);
  document.getElementById("tabs").append(phone.tab);
  phone.toBottom(false);
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
  delete: of((phone, event) => phone.remove(event.message.message_id)),
  edit: of((phone, event) => phone.edit(event)),
  message: of((phone, event) => {
    phone.receive(event);
    if (phone !== active) phone.notify(event);
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
clock.begin();
clock.onMove(() => {
  for (const phone of phones.values()) phone.renameDays();
});
server.listen(heard, connected, () => {
  lost.hidden = false;
});
