// Small helpers to build the page without ever parsing HTML from a message.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
  attach: "M20 11.5 12 19a5 5 0 0 1-7-7l8.5-8a3.4 3.4 0 0 1 4.7 4.8L9.8 16.600a1.6 1.6 0 0 1-2.3-2.300L15 7",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  commands: "M4 7h16M4 12h16M4 17h10",
  voice: "M12 4a2.5 2.5 0 0 1 2.5 2.500v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4ZM6.5 11.500a5.5 5.5 0 0 0 11 0M12 17v3",
  photo: "M4 6h16v12H4ZM4 16l5-5 4 4 2.5-2.500L20 17M15.5 9.500v.01",
  location: "M12 21c4-4.5 6-7.5 6-10.500a6 6 0 0 0-12 0C6 13.5 8 16.5 12 21ZM12 10.500v.01",
  document: "M7 3h7l4 4v14H7ZM14 3v4h4M10 12h5M10 16h5",
  sticker: "M12 4a8 8 0 1 0 8 8c-4 0-8-4-8-8ZM9 13.500a3.5 3.5 0 0 0 5 1",
  silent: "M6 16V11a6 6 0 0 1 9-5.200M18 10v6M4.5 16h15M10.5 19.500h3M4 4l16 16",
  down: "m6 10 6 6 6-6",
  before: "m14 6-6 6 6 6",
  after: "m10 6 6 6-6 6",
  play: "M9 6.500v11l9-5.500Z",
  link: "M8 16 16.5 7.500M9 7h8v8",
  block: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM6.5 6.500l11 11",
  invitation: "M4 7h16v11H4ZM4 8l8 6 8-6",
  language: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM4 12h16M12 4c-5 5-5 11 0 16M12 4c5 5 5 11 0 16",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// Opens a small layer inside a phone; Escape or a tap outside closes it and gives the focus back.
export function layer(host, node, opener) {
  const close = () => {
    node.remove();
    host.removeEventListener("pointerdown", outside, true);
    host.removeEventListener("keydown", escape, true);
    opener?.setAttribute("aria-expanded", "false");
  };
  const outside = (event) => {
    if (!node.contains(event.target) && !opener?.contains(event.target)) close();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    close();
    opener?.focus();
  };
  host.append(node);
  host.addEventListener("pointerdown", outside, true);
  host.addEventListener("keydown", escape, true);
  opener?.setAttribute("aria-expanded", "true");
  return close;
}
