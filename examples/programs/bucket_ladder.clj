;; Delinquency buckets of a loan: missed payments, oldest last, and what a payment does to them.
(defn buckets [scheduled missed]
  (mapv (fn [n] {:number n :due scheduled :days (* 30 n)}) (range 1 (inc missed))))

(defn pay
  "Dollars go to the oldest bucket first; buckets paid in full drop off."
  [ladder amount]
  (loop [left amount paid [] waiting (reverse ladder)]
    (if-let [{:keys [due] :as oldest} (first waiting)]
      (cond
        (>= left due) (recur (- left due) paid (rest waiting))
        (pos? left) (recur 0M (conj paid (assoc oldest :due (- due left))) (rest waiting))
        :else (recur left (conj paid oldest) (rest waiting)))
      {:ladder (vec (sort-by :number paid)) :over left})))

(defn past-due [ladder] (reduce + 0M (map :due ladder)))
(defn days-late [ladder] (apply max 0 (map :days ladder)))
(defn stage [days] (condp <= days 120 :severe 90 :serious 60 :warn 30 :late :current))

(let [start (buckets 100.00M 4)]
  (println "start" (past-due start) (days-late start) (stage (days-late start)))
  (doseq [amount [100.00M 150.00M 400.01M]]
    (let [{:keys [ladder over]} (pay start amount)]
      (println "pay" amount "->" (past-due ladder) (days-late ladder) (stage (days-late ladder)) "over" over)
      (prn ladder))))
(map (comp stage days-late #(buckets 50M %)) (range 6))
