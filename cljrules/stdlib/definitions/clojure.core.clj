;; Functions and macros of clojure.core that are clearer in the language itself. Each top-level form defines one name;
;; it is read and evaluated when a program first uses that name, in the world of that program.

(defn replicate
  "A sequence of a value so many times; `repeat` is the name to use."
  [n x]
  (take n (repeat x)))

(defn pcalls
  "What functions of no arguments give, one after the other."
  [& functions]
  (map #(%) functions))

(defmacro pvalues
  "The values of expressions, worked out one after the other."
  [& expressions]
  `(pcalls ~@(map #(list `fn [] %) expressions)))

(defn seque
  "The sequence itself; where there are threads, a queue would work ahead of it."
  ([coll] (seq coll))
  ([queue coll] (seq coll)))

(defn test
  "Run the test that a var holds in its metadata: `:ok`, or `:no-test` where it has none."
  [var]
  (if-let [run (:test (meta var))]
    (do (run) :ok)
    :no-test))

(defn accessor
  "A function that gives the value of a key of structure maps of a basis."
  [basis key]
  (fn [structure] (get structure key)))

(defn xml-seq
  "The elements of a tree of XML, maps with `:content`, from the outside in."
  [root]
  (tree-seq (complement string?) (comp seq :content) root))

(defn namespace-munge
  "The name of a namespace as the JVM writes it."
  [ns]
  (clojure.string/replace (str ns) "-" "_"))

(defmacro io!
  "Its body: nothing here starts a transaction over again. A message before the body is left out."
  [& body]
  `(do ~@(if (string? (first body)) (rest body) body)))

(defmacro with-loading-context
  "Its body: nothing is loaded here."
  [& body]
  `(do ~@body))
