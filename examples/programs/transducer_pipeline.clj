;; One pass over a stream of payments with composed transducers.
(def payments
  (for [n (range 1 41)]
    {:loan (inc (mod n 7)) :amount (* 12.50M (inc (mod (* n n) 9))) :reversed? (zero? (mod n 6))}))

(def good (comp (remove :reversed?) (filter (comp (partial < 20M) :amount))))

(defn totals-by [k xf]
  (fn ([] (sorted-map))
    ([result] result)
    ([result item] (update result (k item) (fnil + 0M) (:amount item)))))

(println "count" (transduce (comp good (map (constantly 1))) + payments))
(println "by loan" (transduce good (totals-by :loan nil) payments))
(println "first three" (into [] (comp good (map :amount) (take 3)) payments))
(println "pairs" (sequence (comp good (map :loan) (partition-all 4) (take 2)) payments))
(println "runs" (into [] (comp (map :reversed?) (partition-by identity) (map count) (take 6)) payments))
(println "stops" (transduce (map :amount) (fn ([x] x) ([a x] (if (> a 200M) (reduced a) (+ a x)))) 0M payments))
(println "distinct" (vec (eduction (map :loan) (distinct) payments)))
[(reduce + 0M (eduction good (map :amount) payments))
 (into #{} (comp (map :loan) (map even?)) payments)
 (transduce (take-nth 10) (completing conj count) [] payments)
 (into (sorted-map) (comp good (map (juxt :loan :amount))) payments)]
