/* The phone's box: IndexedDB, and everything personal in it sealed under a key that no script can read out.
   keep: what is known of the package (clear: token, hours) and the package itself (sealed)
   draft, outbox: what is being written, and what is finished (sealed), by number */
(function () {
  "use strict";
  var NAME = "niangjia-offline";
  var STORES = ["keep", "draft", "outbox"];
  var READABLE = ["package", "titles"];
  var text = { in: new TextEncoder(), out: new TextDecoder() };

  function opened() {
    return new Promise(function (resolve, reject) {
      var request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = function () {
        STORES.forEach(function (store) { request.result.createObjectStore(store); });
      };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  /* Run one deed on a store; what it answers is certain once the whole of it is written down. */
  async function run(store, mode, deed) {
    var db = await opened();
    try {
      return await new Promise(function (resolve, reject) {
        var whole = db.transaction(store, mode, { durability: "strict" });
        var request = deed(whole.objectStore(store));
        whole.oncomplete = function () { resolve(request && request.result); };
        whole.onerror = whole.onabort = function () { reject(whole.error); };
      });
    } finally { db.close(); }
  }

  function put(store, id, value) { return run(store, "readwrite", function (s) { return s.put(value, id); }); }
  function value(store, id) { return run(store, "readonly", function (s) { return s.get(id); }); }
  function ids(store) { return run(store, "readonly", function (s) { return s.getAllKeys(); }); }
  function remove(store, id) { return run(store, "readwrite", function (s) { return s.delete(id); }); }

  /* Read one value, alter it and put it back in one transaction: what another hand writes or forgets meanwhile is
     neither undone nor brought back. Where the deed answers nothing, nothing is written. */
  async function change(store, id, deed) {
    var after;
    await run(store, "readwrite", function (s) {
      var request = s.get(id);
      request.onsuccess = function () {
        after = deed(request.result);
        if (after !== undefined) { s.put(after, id); }
      };
    });
    return after;
  }

  function clear(store) { return run(store, "readwrite", function (s) { return s.clear(); }); }

  /* Derive the key from the server's secret; it can be used and stored, never taken out. */
  async function unlock(secret, salt) {
    var raw = Uint8Array.from(atob(secret), function (one) { return one.charCodeAt(0); });
    var base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
    var how = { name: "HKDF", hash: "SHA-256", salt: text.in.encode(salt), info: text.in.encode(NAME) };
    var key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("keep", "key", key);
  }

  function bound(store, id, iv) {
    return { name: "AES-GCM", iv: iv, additionalData: text.in.encode(store + "|" + id) };
  }

  async function seal(store, id, told) {
    var key = await value("keep", "key");
    if (!key) { throw new Error("locked"); }
    var iv = crypto.getRandomValues(new Uint8Array(12));
    var body = await crypto.subtle.encrypt(bound(store, id, iv), key, text.in.encode(JSON.stringify(told)));
    await put(store, id, { iv: iv, body: body });
  }

  /* What lies sealed under a number; null where there is nothing, or where the key is gone. */
  async function unseal(store, id) {
    var key = await value("keep", "key");
    var sealed = await value(store, id);
    if (!key || !sealed || !sealed.iv) { return null; }
    try {
      return JSON.parse(text.out.decode(await crypto.subtle.decrypt(bound(store, id, sealed.iv), key, sealed.body)));
    } catch (error) { return null; }
  }

  /* Forget everything but the number of this device. While pieces are finished for which the server has not answered,
     those stay sealed, with what it takes to send them; all that can be read goes. So it is while one is being written
     ("busy"). Answers how many stayed. One transaction, so that a piece finished meanwhile is either seen or comes
     after. */
  async function wipe(busy) {
    var device = await value("keep", "device");
    var key = await value("keep", "key");
    var db = await opened();
    try {
      return await new Promise(function (resolve, reject) {
        var whole = db.transaction(STORES, "readwrite", { durability: "strict" });
        var store = function (name) { return whole.objectStore(name); };
        var unsent = [];
        store("draft").clear();
        store("keep").get("sent").onsuccess = function (told) {
          var sent = told.target.result || {};
          store("outbox").getAllKeys().onsuccess = function (kept) {
            unsent = key ? kept.target.result.filter(function (uid) { return !sent[uid]; }) : [];
            if (unsent.length || (busy && key)) { READABLE.forEach(function (id) { store("keep").delete(id); }); return; }
            store("outbox").clear();
            store("keep").clear();
            if (device) { store("keep").put(device, "device"); }
          };
        };
        whole.oncomplete = function () { resolve(unsent.length); };
        whole.onerror = whole.onabort = function () { reject(whole.error); };
      });
    } finally { db.close(); }
  }

  /* Forget what is finished too: only on the word of whoever holds the phone. */
  async function empty() {
    await clear("outbox");
    await wipe();
  }

  async function device() {
    var known = await value("keep", "device");
    if (!known) { known = uuid(); await put("keep", "device", known); }
    return known;
  }

  function uuid() {
    if (crypto.randomUUID) { return crypto.randomUUID(); }
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  window.niangjia = window.niangjia || {};
  window.niangjia.box = {
    put: put, value: value, ids: ids, remove: remove, change: change, unlock: unlock, seal: seal, unseal: unseal,
    wipe: wipe, empty: empty, device: device, uuid: uuid
  };
})();
