;; A level-payment loan, month by month, to the cent.
(defn cents [x] (.setScale (bigdec x) 2 java.math.RoundingMode/HALF_UP))

(defn power [base n] (reduce *' 1M (repeat n base)))

(defn level-payment [principal monthly-rate months]
  (with-precision 20
    (cents (/ (* principal monthly-rate)
              (- 1M (/ 1M (power (+ 1M monthly-rate) months)))))))

(defn schedule [principal annual-percent months]
  (let [rate (with-precision 20 (/ annual-percent 1200M))
        payment (level-payment principal rate months)]
    (letfn [(row [n balance]
              (lazy-seq
               (when (and (pos? balance) (<= n months))
                 (let [interest (cents (* balance rate))
                       final? (= n months)
                       principal-part (if final? balance (min balance (- payment interest)))
                       left (- balance principal-part)]
                   (cons {:n n :payment (+ interest principal-part) :interest interest :principal principal-part :balance left}
                         (row (inc n) left))))))]
      (row 1 principal))))

(let [rows (schedule 10000.00M 14.07M 12)]
  (doseq [{:keys [n payment interest principal balance]} rows]
    (println (format "%2d %9s %8s %9s %10s" n payment interest principal balance)))
  {:payment (:payment (first rows))
   :interest (reduce + (map :interest rows))
   :principal (reduce + (map :principal rows))
   :rows (count rows)
   :closed (zero? (:balance (last rows)))})
