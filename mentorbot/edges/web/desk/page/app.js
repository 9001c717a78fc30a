// Inside Telegram the address ends with who opened the page, signed. It is posted as it is: what it
// is worth, the server decides. Elsewhere there is none, and the page says where to open it.
"use strict";
const TELEGRAM = "https://web.telegram.org";
const data = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
const form = document.querySelector("form.inside");
const framed = window.top !== window.self;

function tell(event) {
  const app = window.TelegramWebviewProxy;
  if (app) app.postEvent(event, "{}");
  else if (framed) window.parent.postMessage(JSON.stringify({ eventType: event }), TELEGRAM);
}

if (data && form) {
  document.querySelector(".outside").hidden = true;
  form.hidden = false;
  form.elements.data.value = data;
  form.elements.framed.value = framed ? "1" : "";
  tell("web_app_ready");
  tell("web_app_expand");
  form.submit();
}
