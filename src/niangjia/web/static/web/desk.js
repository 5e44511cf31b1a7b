/* 娘家 · the desk: conveniences only. Every page reads and submits without this file. */
(function () {
  "use strict";
  var typing = /^(INPUT|SELECT|TEXTAREA)$/;

  function rows() { return Array.prototype.slice.call(document.querySelectorAll("[data-keys] tbody tr")); }

  function move(step) {
    var all = rows();
    if (!all.length) { return; }
    var at = all.findIndex(function (row) { return row.classList.contains("at"); });
    var next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
    if (at >= 0) { all[at].classList.remove("at"); }
    all[next].classList.add("at");
    var link = all[next].querySelector("a");
    if (link) { link.focus({ preventScroll: true }); }
    all[next].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-keys]")) { return; }
    if (typing.test(event.target.tagName)) { return; }
    if (event.key === "j") { move(1); }
    else if (event.key === "k") { move(-1); }
    else if (event.key === "/") {
      var search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "?") {
      var keys = document.getElementById("keys");
      if (keys) { keys.open = !keys.open; keys.querySelector("summary").focus(); }
    }
  });

  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button || !button.dataset.busy) { return; }
    if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-busy", "true");
  });

  document.addEventListener("submit", function (event) {
    var words = event.target.dataset.unsent;
    var waiting = 0;
    try { waiting = Number(localStorage.getItem("niangjia-unsent")); } catch (error) { waiting = 0; }
    if (words && waiting && !window.confirm(words)) { event.preventDefault(); }
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("button[aria-busy=true][data-words]").forEach(function (button) {
      button.textContent = button.dataset.words;
      button.removeAttribute("aria-busy");
    });
  });

  document.querySelectorAll("[data-drop]").forEach(function (place) {
    var input = place.querySelector("input[type=file]");
    if (!input) { return; }
    ["dragover", "dragleave", "drop"].forEach(function (kind) {
      place.addEventListener(kind, function (event) {
        event.preventDefault();
        place.classList.toggle("over", kind === "dragover");
        if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; }
      });
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var summary = document.querySelector(".errors[tabindex]");
  if (summary) { summary.focus(); }
})();
