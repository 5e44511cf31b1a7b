/* The page that works without signal: the day's list, one card with its form, and how much is sent. */
(function () {
  "use strict";
  var box = window.niangjia.box;
  var send = window.niangjia.send;
  var made = window.niangjia.form.made;
  var config = JSON.parse(document.getElementById("offline-config").textContent);
  var words = config.words;
  var part = function (name) { return document.getElementById("off-" + name); };
  var open = null;
  var drawn = null;
  var saving = null;
  var keeping = Promise.resolve();
  var heading = part("heading").textContent;
  var SOON = 10 * 60 * 1000;
  var taken = 0;
  var lapsed = false;

  function said(key, holes) {
    return Object.keys(holes || {}).reduce(function (text, hole) { return text.replace("{" + hole + "}", holes[hole]); }, words[key]);
  }

  async function showState() {
    var waiting = (await box.ids("outbox")).length;
    var sent = Object.values((await box.value("keep", "sent")) || {});
    part("unsent").textContent = said("unsent", { n: waiting });
    try { localStorage.setItem("niangjia-unsent", waiting); } catch (error) { /* the other pages then do not ask */ }
    part("sent").textContent = said("sent", { n: sent.filter(function (one) { return one !== "trouble"; }).length });
    part("trouble").hidden = !sent.includes("trouble");
    part("trouble").textContent = words.trouble;
    var left = await send.hoursLeft();
    var meta = await box.value("keep", "meta");
    part("old").hidden = !(waiting && meta && left !== null && left < meta.warn);
    if (meta) { part("old").textContent = said("old", { n: waiting, h: Math.max(0, Math.ceil(left)) }); }
    part("signal").textContent = !navigator.onLine ? words.offline : !lapsed ? "" : await box.value("keep", "package") ? words.lapsed : words.signed_out;
  }

  async function showList() {
    var carried = await box.unseal("keep", "package");
    var sent = (await box.value("keep", "sent")) || {};
    var own = (await box.value("keep", "own")) || {};
    var drafts = await box.ids("draft");
    var list = part("list");
    var items = carried ? carried.items : [];
    list.replaceChildren();
    items.forEach(function (item) {
      var finished = own[item.subject] || [];
      var last = finished[finished.length - 1];
      var note = drafts.includes(item.kind + " " + item.subject) ? words.draft : "";
      if (last) { note = !sent[last] ? words.saved : sent[last] === "counted" ? words.counted : sent[last] === "trouble" ? words.trouble : words.waits; }
      var button = made("button", { type: "button", class: "btn btn-text", text: item.title });
      button.addEventListener("click", function () { show(item); });
      var told = [item.kind_label].concat(item.lines.map(function (one) { return one[1]; }));
      var parts = told.map(function (text, place) { return made("span", { class: "whole-part", text: place < told.length - 1 ? text + " · " : text }); });
      list.append(made("li", {}, [button, made("span", { class: "small", text: note }), made("span", { class: "hint" }, parts)]));
    });
    part("none").hidden = items.length > 0 || !carried;
    await showState();
  }

  function changed() { showState().catch(function () {}); }

  /* One after another, so that none is written behind the finished piece that took its place. */
  function saveDraft() {
    if (!open || !drawn) { return keeping; }
    var id = open.kind + " " + open.subject;
    var told = { content: drawn.content(), pictures: drawn.pictures() };
    keeping = keeping.catch(function () {}).then(function () { return box.seal("draft", id, told); });
    return keeping;
  }

  function keepDraft() {
    clearTimeout(saving);
    saving = setTimeout(function () { saveDraft().catch(function () {}); }, 250);
  }

  async function show(item) {
    var carried = await box.unseal("keep", "package");
    var draft = (await box.unseal("draft", item.kind + " " + item.subject)) || { content: item.given.initial || {}, pictures: {} };
    var fields = carried.forms[item.kind][item.form].map(function (field) {
      return Object.assign({}, field, { aside: (item.given.asides || {})[field.name] || "" });
    });
    open = item;
    part("heading").textContent = item.title;
    part("lines").replaceChildren.apply(part("lines"), item.lines.map(function (line) {
      return made("div", {}, [made("dt", { text: line[0] }), made("dd", { text: line[1] })]);
    }));
    drawn = window.niangjia.form.draw(part("fields"), fields, draft, words, keepDraft);
    part("missing").hidden = true;
    part("home").hidden = true;
    part("card").hidden = false;
    part("finish").disabled = false;
    part("heading").focus();
    window.scrollTo(0, 0);
  }

  async function close() {
    clearTimeout(saving);
    open = drawn = null;
    part("card").hidden = true;
    part("home").hidden = false;
    part("heading").textContent = heading;
    await showList();
    part("heading").focus();
  }

  async function finish() {
    if (!open || !drawn || part("finish").disabled) { return; }
    var missing = drawn.missing();
    document.querySelectorAll("#off-fields .bad").forEach(function (one) { one.classList.remove("bad"); });
    part("missing").hidden = !missing.length;
    if (missing.length) {
      missing.forEach(function (one) { one.classList.add("bad"); });
      part("missing").textContent = drawn.asked() || words.required;
      missing[0].scrollIntoView();
      return;
    }
    part("finish").disabled = true;
    clearTimeout(saving);
    var finished = drawn;
    drawn = null;
    await keeping.catch(function () {});
    try { await send.finish(open, finished.content(), finished.pictures()); }
    catch (error) {
      drawn = finished;
      part("finish").disabled = false;
      part("missing").hidden = false;
      part("missing").textContent = words.unkept;
      return;
    }
    await close();
    send.attempt(hooks);
  }

  /* Forget all that can be read; the server hears of it once nothing waits here any more. */
  async function wipe(busy) {
    var meta = await box.value("keep", "meta");
    var waits = await box.wipe(busy);
    if (meta && !waits && !busy) { window.niangjia.post(config.end, { token: meta.token }).catch(function () {}); }
    part("wiped").hidden = false;
    if (!open) { await showList(); } else if (!busy) { await close(); }
    return waits;
  }

  /* Once its hours are over the phone forgets, after one last try to hear from the server; the card that is being
     written stays until it is finished or left. */
  async function expire() {
    var left = await send.hoursLeft();
    if (left === null || left > 0) { return; }
    if (navigator.onLine) { await send.attempt(hooks); }
    left = await send.hoursLeft();
    if (left !== null && left <= 0) { await wipe(open !== null); }
  }

  /* Take today's package, once what was finished is sent. */
  async function takePackage(stand) {
    var device = await box.device();
    var meta = await box.value("keep", "meta");
    var holds = meta && stand.package === "good" && stand.same;
    if (holds && taken && Date.now() - taken < SOON && await box.value("keep", "key")) { return; }
    if (meta && (stand.package !== "good" || !stand.same) && await wipe()) { throw new Error("waits"); }
    var answer = await window.niangjia.post(config.package, { device: device }, { "X-CSRFToken": stand.csrf });
    if (answer.status !== 200) { return; }
    var told = await answer.json();
    if (meta && meta.uid !== told.uid && await box.wipe()) { throw new Error("waits"); }
    await box.unlock(told.secret, told.uid);
    await box.seal("keep", "package", { items: told.items, forms: told.forms });
    await box.put("keep", "meta", { token: told.token, uid: told.uid, hours: told.hours, warn: told.warn, passed: 0, looked: Date.now() });
    taken = Date.now();
    part("wiped").hidden = true;
  }

  /* What follows from how this phone stands with the server; all that was finished has gone by now. */
  async function stood(stand) {
    part("login").hidden = stand.signed_in;
    part("leave").hidden = !stand.signed_in;
    if (stand.signed_in) { await takePackage(stand); }
    else if (stand.package !== "good" && await box.value("keep", "meta") && await wipe()) { throw new Error("waits"); }
    lapsed = !stand.signed_in;
    if (!open) { await showList(); } else { changed(); }
  }

  var hooks = Object.assign({ changed: changed, stood: stood }, config);

  async function leave(event) {
    var waiting = (await box.ids("outbox")).length;
    if (waiting && !leave.sure) {
      leave.sure = true;
      part("sure").hidden = false;
      part("sure").textContent = said("leave", { n: waiting });
      send.attempt(hooks);
      return;
    }
    var meta = await box.value("keep", "meta");
    await box.empty();
    if (meta) { window.niangjia.post(config.end, { token: meta.token }).catch(function () {}); }
    var asked = await window.niangjia.post(config.state, { token: "" });
    part("leave-token").value = (await asked.json()).csrf;
    part("leave-form").method = "post";
    part("leave-form").submit();
  }

  async function begin() {
    part("script").hidden = true;
    part("app").hidden = false;
    part("finish").addEventListener("click", function () { finish(); });
    part("back").addEventListener("click", function () { saveDraft().catch(function () {}).then(close); });
    part("leave").addEventListener("click", function () { leave().catch(function () {}); });
    window.addEventListener("online", function () { send.attempt(hooks); });
    window.addEventListener("offline", changed);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "visible") { send.attempt(hooks); } else { saveDraft().catch(function () {}); }
    });
    part("wiped").textContent = words.wiped;
    await expire();
    setInterval(function () { expire().catch(function () {}); }, SOON);
    if ("serviceWorker" in navigator) {
      try {
        await navigator.serviceWorker.register(config.worker, { scope: config.scope });
        navigator.serviceWorker.ready.then(function () { part("mode").textContent = words.mode_full; });
      } catch (error) { part("mode").textContent = words.mode_draft; }
    } else { part("mode").textContent = words.mode_draft; }
    await showList();
    await send.attempt(hooks);
  }

  begin();
})();
