;; Functions of clojure.test over `test-var` and `run-tests`: fixtures, and running less than a namespace.

(defn compose-fixtures
  "One fixture of two, the first around the second."
  [outer inner]
  (fn [body] (outer (fn [] (inner body)))))

(defn join-fixtures
  "One fixture of several, the first outermost."
  [fixtures]
  (reduce compose-fixtures (fn [body] (body)) fixtures))

(defn use-fixtures
  "Run the tests of the current namespace inside functions: `:each` of them, or all together `:once`."
  [kind & fixtures]
  (alter-meta! *ns* assoc
               (case kind :each :clojure.test/each-fixtures :once :clojure.test/once-fixtures)
               fixtures))

(defn test-vars
  "Run the tests that vars hold, namespace by namespace, inside its fixtures."
  [vars]
  (doseq [[space held] (group-by (fn [var] (the-ns (:ns (meta var)))) vars)]
    (let [once (join-fixtures (:clojure.test/once-fixtures (meta space)))
          each (join-fixtures (:clojure.test/each-fixtures (meta space)))]
      (once (fn []
              (doseq [var held :when (:test (meta var))]
                (each (fn [] (clojure.test/test-var var)))))))))

(defn test-all-vars
  "Run the tests of a namespace inside its fixtures."
  [ns]
  (test-vars (vals (ns-interns ns))))

(defmacro run-test
  "Run the test of this name inside the fixtures of its namespace; gives the counts."
  [name]
  `(clojure.test/run-test-var (var ~name)))

(defn run-all-tests
  "Run the tests of all namespaces, or of those whose names match a regex; gives the counts."
  ([] (apply clojure.test/run-tests (all-ns)))
  ([pattern] (apply clojure.test/run-tests (filter #(re-matches pattern (name (ns-name %))) (all-ns)))))

(defmacro with-test
  "A definition with a test in its metadata."
  [definition & body]
  `(doto ~definition (alter-meta! assoc :test (fn [] ~@body))))

(defmacro set-test
  "Give a name that is defined a test in its metadata."
  [name & body]
  `(alter-meta! (var ~name) assoc :test (fn [] ~@body)))

(defn get-possibly-unbound-var
  "The value of a var, nil where it has none."
  [var]
  (when (bound? var) (var-get var)))

(defn function?
  "Whether a value is a function, or a symbol that names one."
  [value]
  (if (symbol? value)
    (when-let [var (resolve value)]
      (when-let [held (get-possibly-unbound-var var)]
        (and (fn? held) (not (:macro (meta var))))))
    (fn? value)))
