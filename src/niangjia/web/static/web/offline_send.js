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

  /* How many hours the package has left. What has passed is added up from one look to the next, so that a clock that is
     set back only loses one look. What is finished and unsent does not hang on it: see box.wipe. */
  async function hoursLeft() {
    var meta = await box.change("keep", "meta", function (known) {
      if (known) {
        known.passed += Math.max(0, Date.now() - known.looked);
        known.looked = Date.now();
      }
      return known;
    });
    return meta ? meta.hours - meta.passed / HOUR : null;
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
    if (!(await box.unseal("outbox", uid))) { throw new Error("locked"); }
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
    if (!piece) {
      if (await box.value("keep", "key")) { await remember(uid, "trouble", ""); }
      return "locked";
    }
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
    var tried = new Set();
    var next;
    while ((next = (await box.ids("outbox")).filter(function (uid) { return !tried.has(uid); })).length) {
      for (var uid of next) {
        tried.add(uid);
        if ((meta ? await sendOne(config, meta.token, uid) : "locked") === "again") { left += 1; }
        config.changed();
      }
    }
    if (left) { throw new Error("left " + left); }
    return stand;
  }

  /* Two do not send at once; the one that finds another at it looks again a little later. */
  async function alone(deed) {
    if (!navigator.locks) { return deed(); }
    return navigator.locks.request("niangjia-send", { ifAvailable: true }, function (lock) {
      if (!lock) { throw new Error("busy"); }
      return deed();
    });
  }

  /* Try now; when it fails, again later, each time a little later. */
  async function attempt(config) {
    clearTimeout(timer);
    try {
      var stand = await alone(function () { return sendAll(config); });
      pause = FIRST_PAUSE;
      await config.stood(stand);
      return stand;
    } catch (error) {
      if (error.message !== "busy") { pause = Math.min(pause * 2, LONGEST_PAUSE); }
      var wait = error.message === "busy" ? FIRST_PAUSE : pause;
      timer = setTimeout(function () { attempt(config); }, wait * (0.75 + Math.random() / 2));
      config.changed();
      return null;
    }
  }

  window.niangjia.post = post;
  window.niangjia.send = { finish: finish, attempt: attempt, hoursLeft: hoursLeft };
})();
