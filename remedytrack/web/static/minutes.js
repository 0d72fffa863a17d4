// Counts the minutes of a detention on. The page is right without it: it names every
// moment by the clock, and says at which minute it was made. Nothing is asked of the
// server, so a lost line loses nothing and an idle session still ends.
"use strict";

const opened = Date.now();
const page = document.querySelector("[data-now]");
const made = Date.parse(page.dataset.now);

function count() {
  const now = made + Date.now() - opened;
  for (const each of document.querySelectorAll("[data-at]")) {
    const at = Date.parse(each.dataset.at);
    if (each.dataset.over && at <= now) {
      each.closest(".clock").classList.add("over");
      each.parentElement.textContent = each.dataset.over;
      continue;
    }
    const minutes = Math.floor(Math.abs(at - now) / 60000);
    each.textContent = page.dataset.pattern
      .replace("{h}", Math.floor(minutes / 60))
      .replace("{m}", minutes % 60);
  }
}

setInterval(count, 5000);
document.addEventListener("visibilitychange", count);
