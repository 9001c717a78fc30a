// Rows that are wider than the window: which side holds more, and the way there.

import { el, icon } from "./dom.js";
import { words } from "./words.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const pace = () => (still.matches ? "instant" : "smooth");

export const toView = (node, inline = "nearest") =>
  node.scrollIntoView({ inline, block: "nearest", behavior: pace() });

// Keeps the classes more-before and more-after of `frame` true to what its row hides.
export function edges(frame, row, heard = () => {}) {
  const look = () => {
    const after = row.scrollWidth - row.clientWidth - row.scrollLeft;
    frame.classList.toggle("more-before", row.scrollLeft > 8);
    frame.classList.toggle("more-after", after > 8);
    heard();
  };
  row.addEventListener("scroll", look, { passive: true });
  const sized = new ResizeObserver(look);
  sized.observe(row);
  new MutationObserver(() => {
    for (const child of row.children) sized.observe(child);
  }).observe(row, { childList: true });
  return look;
}

function arrow(row, side, step) {
  const onclick = () => {
    const [first, second] = row.children;
    const width = second ? second.offsetLeft - first.offsetLeft : row.clientWidth;
    row.scrollBy({ left: step * width, behavior: pace() });
  };
  const dot = el("span", { class: "dot", role: "img", "aria-label": words.unread });
  const label = words[side];
  return el(
    "button",
    { class: `arrow ${side}`, type: "button", "aria-label": label, title: label, onclick },
    icon(side),
    dot,
  );
}

// The phones, with an arrow at each end; its dot tells of an unread message out of sight.
export function shelf(frame, row) {
  const arrows = { before: arrow(row, "before", -1), after: arrow(row, "after", 1) };
  frame.append(arrows.before, arrows.after);
  return edges(frame, row, () => {
    const seen = row.getBoundingClientRect();
    const unread = [...row.querySelectorAll(".phone.unread")].map((p) => p.getBoundingClientRect());
    arrows.before.classList.toggle("unread", unread.some((at) => at.left + at.width / 2 < seen.left));
    arrows.after.classList.toggle("unread", unread.some((at) => at.left + at.width / 2 > seen.right));
  });
}

// Left and right among the tabs, as in any list of tabs.
export function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const tabs = [...event.currentTarget.children];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}
