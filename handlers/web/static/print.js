"use strict";
// The button prints the page; without scripts only the menu of the browser can.
for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
