;; Answers of Clojure itself: reads lines `["id" "text"]` from standard input and writes one JSON object a line, in the
;; same order. Every text is read and evaluated form by form in a fresh namespace `user`, and its last value printed.
;; The first argument is the time that one text may take, in milliseconds.

(ns oracle.main
  (:require [clojure.edn :as edn] [clojure.math] [clojure.pprint] [clojure.set] [clojure.spec.alpha] [clojure.string :as string]
            [clojure.test] [clojure.walk] [clojure.zip])
  (:import (clojure.lang LineNumberingPushbackReader) (java.io StringReader StringWriter)))

(def shown 100)
(def patience (Long/parseLong (or (first *command-line-args*) "4000")))
(def no-value (Object.))
(def first-namespaces (set (map ns-name (all-ns))))
(def first-hierarchy @#'clojure.core/global-hierarchy)

(defn json [text]
  (let [made (StringBuilder. "\"")]
    (doseq [c text]
      (case c
        \" (.append made "\\\"")
        \\ (.append made "\\\\")
        (if (<= 32 (int c) 126) (.append made c) (.append made (format "\\u%04x" (int c))))))
    (str made "\"")))

(defn object [entries]
  (str "{" (string/join ", " (for [[k v] (partition 2 entries) :when (some? v)] (str (json k) ": " (json v)))) "}"))

(defn innermost [^Throwable e]
  (if-let [cause (.getCause e)] (recur cause) e))

(defn tag [v]
  (cond
    (nil? v) "nil" (boolean? v) "boolean" (instance? Long v) "long" (integer? v) (if (instance? clojure.lang.BigInt v) "bigint" (if (instance? BigInteger v) "biginteger" "int"))
    (ratio? v) "ratio" (decimal? v) "decimal" (instance? Double v) "double" (float? v) "float" (char? v) "char" (string? v) "string"
    (keyword? v) "keyword" (symbol? v) "symbol" (vector? v) "vector" (record? v) "record" (and (map? v) (sorted? v)) "sorted-map" (map? v) "map"
    (and (set? v) (sorted? v)) "sorted-set" (set? v) "set" (list? v) "list" (seq? v) "seq" (fn? v) "fn" (class? v) "class" (var? v) "var" (instance? java.util.regex.Pattern v) "regex" :else "other"))

(defn hashed?
  "Whether the order in which a value prints is that of its hashes."
  [v]
  (cond
    (and (or (instance? clojure.lang.PersistentHashMap v) (instance? clojure.lang.PersistentHashSet v)) (< 1 (count v))) true
    (and (coll? v) (not (record? v))) (boolean (some hashed? (take shown v)))
    :else false))

(defn fresh-user []
  (doseq [n (map ns-name (all-ns)) :when (not (first-namespaces n))] (remove-ns n))
  (alter-var-root #'clojure.core/global-hierarchy (constantly first-hierarchy))
  (remove-ns 'user)
  (let [user (create-ns 'user)]
    (binding [*ns* user] (refer 'clojure.core))
    user))

(defn failure [phase ^Throwable e out]
  (let [root (innermost e)]
    ["kind" "error" "error" (.getName (class root)) "message" (or (.getMessage root) "") "phase" phase "stdout" (str out)]))

(defn answer [text]
  (let [out (StringWriter.) phase (volatile! "read")]
    (binding [*out* out *err* (StringWriter.) *in* (LineNumberingPushbackReader. (StringReader. "")) *ns* (fresh-user)
              *math-context* nil *unchecked-math* false *warn-on-reflection* false *data-readers* {} *1 nil *2 nil *3 nil *e nil
              *print-length* nil *print-level* nil *print-meta* false *print-readably* true *print-namespace-maps* false *assert* true]
      (try
        (let [rdr (LineNumberingPushbackReader. (StringReader. text))
              value (loop [value nil]
                      (vreset! phase "read")
                      (let [form (read {:eof no-value} rdr)]
                        (if (identical? form no-value) value (do (vreset! phase "eval") (recur (eval form))))))]
          (vreset! phase "print")
          (let [printed (binding [*print-length* shown *print-level* nil *print-readably* true *print-meta* false *print-namespace-maps* false] (pr-str value))]
            ["kind" "value" "value" printed "type" (when (some? value) (.getName (class value))) "tag" (tag value)
             "hashed" (when (hashed? value) "true") "stdout" (str out)]))
        (catch ThreadDeath e (throw e))
        (catch Throwable e (failure @phase e out))))))

(defn answer-in-time [text]
  (let [done (promise)
        thread (Thread. nil #(deliver done (try (answer text) (catch ThreadDeath _ nil) (catch Throwable e (failure "eval" e "")))) "case" (* 4 1024 1024))]
    (.setDaemon thread true)
    (.start thread)
    (or (deref done patience nil)
        (do (.stop thread) (.join thread 1000) ["kind" "error" "error" "Timeout" "message" "no answer in time"]))))

(let [in (java.io.BufferedReader. (java.io.InputStreamReader. System/in "UTF-8"))
      console (java.io.PrintStream. (java.io.FileOutputStream. java.io.FileDescriptor/out) true "US-ASCII")]
  (System/setOut (java.io.PrintStream. (java.io.ByteArrayOutputStream.)))
  (doseq [line (line-seq in) :let [[id text] (edn/read-string line)]]
    (.println console (object (into ["id" id] (answer-in-time text)))))
  (.flush console)
  (.halt (Runtime/getRuntime) 0))
