/* Sending what is finished: at least once, by one tab at a time, until the server has answered for each. */
(function () {
  "use strict";
  var box = window.niangjia.box;
  var HOUR = 3600 * 1000;
  var FIRST_PAUSE = 4000;
  var LONGEST_PAUSE = 5 * 60 * 1000;
  var PATIENCE = 30000;
  var pause = FIRST_PAUSE;
  var timer = null;

  async function post(url, told, headers) {
    var patience = new AbortController();
    var limit = setTimeout(function () { patience.abort(); }, PATIENCE);
    try {
      return await fetch(url, {
        method: "POST", body: JSON.stringify(told), redirect: "manual", cache: "no-store", signal: patience.signal,
        headers: Object.assign({ "Content-Type": "application/json" }, headers || {})
      });
    } finally { clearTimeout(limit); }
  }

  /* How many hours the package has left, reckoned by what has passed here: a clock that is wrong does no harm. */
  async function hoursLeft() {
    var meta = await box.change("keep", "meta", function (known) {
      if (known) { known.seen = Math.max(known.seen, Date.now()); }
      return known;
    });
    return meta ? meta.hours - (meta.seen - meta.got) / HOUR : null;
  }

  /* Put a finished piece into the outbox under a number of its own, for good, before anything is sent. */
  async function finish(item, content, pictures) {
    var uid = box.uuid();
    var before = ((await box.value("keep", "own")) || {})[item.subject] || [];
    await box.seal("outbox", uid, {
      uid: uid, kind: item.kind, subject: item.subject, base: item.version, own: before, content: content,
      photo: pictures.photo || "", signature: pictures.signature || "", made_at: new Date().toISOString(),
      title: item.title
    });
    await box.change("keep", "own", function (own) {
      return Object.assign(own || {}, { [item.subject]: ((own || {})[item.subject] || []).concat([uid]) });
    });
    await box.remove("draft", item.kind + " " + item.subject);
    return uid;
  }

  async function remember(uid, state, title) {
    await box.change("keep", "sent", function (sent) { return Object.assign(sent || {}, { [uid]: state }); });
    var titles = (await box.unseal("keep", "titles")) || {};
    titles[uid] = title;
    try { await box.seal("keep", "titles", titles); } catch (error) { /* locked: only the words are lost */ }
  }

  /* Send one piece. Answers "gone" when the server has it, "stays" when it cannot be taken, "again" for later. */
  async function sendOne(config, token, uid) {
    var piece = await box.unseal("outbox", uid);
    if (!piece) { return "locked"; }
    var told = Object.assign({ token: token }, piece);
    delete told.title;
    var answer = await post(config.send, told);
    if (answer.status === 200) {
      await remember(uid, (await answer.json()).state, piece.title);
      await box.remove("outbox", uid);
      return "gone";
    }
    if (answer.status === 422 || answer.status === 400 || answer.status === 413) {
      await remember(uid, "trouble", piece.title);
      return "stays";
    }
    return "again";
  }

  /* Everything that is finished, in one tab; then say how this phone stands: good, signed_out, ended, none. */
  async function sendAll(config) {
    var meta = await box.value("keep", "meta");
    var asked = await post(config.state, { token: meta ? meta.token : "" });
    if (asked.status !== 200) { throw new Error("state " + asked.status); }
    var stand = await asked.json();
    var left = 0;
    for (var uid of await box.ids("outbox")) {
      var what = meta ? await sendOne(config, meta.token, uid) : "locked";
      if (what === "again") { left += 1; }
      config.changed();
    }
    if (left) { throw new Error("left " + left); }
    return stand;
  }

  /* Two tabs do not send at once; the one that finds the other at it leaves it to that one. */
  async function alone(deed) {
    if (!navigator.locks) { return deed(); }
    return navigator.locks.request("niangjia-send", { ifAvailable: true }, function (lock) {
      return lock ? deed() : null;
    });
  }

  /* Try now; when it fails, again later, each time a little later. */
  async function attempt(config) {
    clearTimeout(timer);
    try {
      var stand = await alone(function () { return sendAll(config); });
      pause = FIRST_PAUSE;
      if (stand) { await config.stood(stand); }
      return stand;
    } catch (error) {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      timer = setTimeout(function () { attempt(config); }, pause * (0.75 + Math.random() / 2));
      config.changed();
      return null;
    }
  }

  window.niangjia.post = post;
  window.niangjia.send = { finish: finish, attempt: attempt, hoursLeft: hoursLeft };
})();
