;; A macro that turns a table of policies into functions, and the code it makes.
(defmacro defpolicy [name params & clauses]
  (let [pairs (partition 2 clauses)
        result (gensym "result")]
    `(defn ~name ~params
       (let [~result (cond ~@(mapcat (fn [[test action]] [test `{:rule '~test :action ~action}]) pairs)
                           :else nil)]
         ~result))))

(defmacro unless [test & body] `(if ~test nil (do ~@body)))

(defmacro each-of [bindings & body]
  (if (seq bindings)
    `(let [~(first bindings) ~(second bindings)]
       (when ~(first bindings) (each-of ~(vec (drop 2 bindings)) ~@body)))
    `(do ~@body)))

(defpolicy collections [{:keys [days status]}]
  (not= status "Open") :none
  (> days 120) :charge-off
  (> days 60) :legal
  (> days 30) :call)

(doseq [loan [{:days 0 :status "Open"} {:days 31 :status "Open"} {:days 61 :status "Open"} {:days 121 :status "Open"}
              {:days 500 :status "Closed"}]]
  (prn loan (collections loan)))

(println (unless false :ran) (unless true :not))
(println (each-of [a 1 b (inc a) c (* b 10)] [a b c]) (each-of [a nil b (inc a)] b))
(println (macroexpand-1 '(unless x y z)))
(defmacro twice [form] `(let [v# ~form] (+ v# v#)))
(let [x 5] [(twice (* x 2)) (let [v 3] (twice v))])
