// Small courtesies of every page. Each page works without them.

// After a form was sent back, reading starts at what is wrong with it.
const summary = document.querySelector("[data-focus-first]");
if (summary instanceof HTMLElement) summary.focus();

// What was just done offers its undo for ten seconds, and for as long as somebody is at it; then the button among
// one's own steps is enough.
for (const done of document.querySelectorAll("[data-done]")) {
  setTimeout(function leave() {
    if (done.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else done.remove();
  }, 10_000);
}

// Without a connection a form that changes a map would be lost with its page: it waits, and is sent once it can be.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.textWaiting === undefined || navigator.onLine) return;
  event.preventDefault();
  const { submitter } = event;
  let line = form.querySelector("[data-waiting]");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "status");
    line.setAttribute("data-waiting", "");
    line.className = "govuk-inset-text";
    form.append(line);
    window.addEventListener("online", () => form.requestSubmit(submitter), { once: true });
    window.addEventListener("beforeunload", (leaving) => {
      if (!navigator.onLine) leaving.preventDefault();
    });
  }
  line.textContent = form.dataset.textWaiting;
  line.scrollIntoView({ block: "nearest" });
});

// Numbers choose among the ways to show a picture that are named on it, but not while somebody is typing.
for (const choices of document.querySelectorAll("fieldset[data-keys]")) {
  const keys = (choices instanceof HTMLElement ? choices.dataset.keys : "")?.split(" ") ?? [];
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || !(target instanceof Element)) return;
    if (target.closest("input:not([type=radio]), select, textarea, [contenteditable]")) return;
    const choice = choices.querySelectorAll("input")[keys.indexOf(event.key)];
    if (choice) choice.click();
  });
}

// An address to be copied is selected whole.
for (const field of document.querySelectorAll("input[data-select]")) {
  if (field instanceof HTMLInputElement) field.addEventListener("focus", () => field.select());
}

// Menus are <details>; these close them the way people expect of a menu.
for (const menu of document.querySelectorAll("details.dl-menu")) {
  if (!(menu instanceof HTMLDetailsElement)) continue;
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

// A map's panel gives its elements addresses of their own. After such an address was loaded anew, Back stays in
// this document: then the page that belongs to the address is fetched.
const { pathname } = location;
if (!document.querySelector("[data-map]")) {
  window.addEventListener("popstate", () => {
    if (location.pathname !== pathname) location.reload();
  });
}
