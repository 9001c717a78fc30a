// Sizes the buttons of a row: a label breaks as seldom as it can, and never inside a word.

const SMALLER = ["snug", "tight"];

// A label on two lines, or a button that its row had no room for.
function breaks(row) {
  const keys = [...row.children];
  return (
    keys.at(-1).offsetTop !== keys[0].offsetTop ||
    keys.some((key) => key.querySelector(".label").getClientRects().length > 1)
  );
}

// All rows are looked at before any is changed, so that a long chat is laid out three times at most.
export function fit(rows) {
  let left = [...rows].filter((row) => row.clientWidth);
  for (const row of left) delete row.dataset.size;
  for (const size of SMALLER) {
    left = left.filter(breaks);
    for (const row of left) row.dataset.size = size;
  }
  // What breaks even so stands best in letters that are easy to read.
  for (const row of left.filter(breaks)) row.dataset.size = SMALLER[0];
}
