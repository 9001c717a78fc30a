"use strict";

// Without this script everything is shown; with it, what holds the words that are typed.
const filter = document.getElementById("filter");
const nothing = document.getElementById("nothing");
const groups = [...document.querySelectorAll(".group")];
const chapters = [...document.querySelectorAll(".chapter")];
const items = [...document.querySelectorAll(".item")].map((element) => ({
  element,
  versions: [...element.querySelectorAll(".version")].map((version) => ({
    language: version.lang,
    words: `${element.id} ${version.textContent}`.toLocaleLowerCase("nb"),
  })),
}));

function language() {
  return document.querySelector(".pick:checked").id.replace("pick-", "");
}

function sift() {
  const wanted = filter.value.toLocaleLowerCase("nb").split(/\s+/).filter(Boolean);
  const read = language();
  let shown = 0;
  for (const { element, versions } of items) {
    const seen = versions.filter((each) => read === "all" || each.language === read);
    element.hidden = !seen.some(({ words }) => wanted.every((word) => words.includes(word)));
    shown += element.hidden ? 0 : 1;
  }
  for (const part of [...groups, ...chapters]) {
    part.hidden = !part.querySelector(".item:not([hidden])");
  }
  if (wanted.length) {
    chapters.forEach((chapter) => (chapter.open = true));
  }
  nothing.hidden = shown > 0;
}

let waiting;
filter.disabled = false;
filter.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(sift, 120);
});
document.querySelectorAll(".pick").forEach((pick) => pick.addEventListener("change", sift));
sift();
