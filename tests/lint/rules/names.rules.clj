;; Names that nothing uses, or that hide others.

(def used 30)
(def unused 60)
;    ^^^^^^ unused-definition
(def only-for-the-unused 3)
;    ^^^^^^^^^^^^^^^^^^^ unused-definition
(defn unused-too [n] (+ n only-for-the-unused))
;     ^^^^^^^^^^ unused-definition
(def portfolio-title "Late")

(defn payment-of [[amount date] {:keys [kind] :or {kind "x"} :as whole}]
;                         ^^^^ unused-binding
;                                       ^^^^ unused-binding
  (+ amount (count whole)))

(defrule bindings
  :when (let [a 1
              b (inc a)
;             ^ unused-binding
              _c 3]
          (and (= used (count payments) a) (= 2M (payment-of [1M "x"] {})) (every? (fn [p] true) payments)))
;                                                                                       ^ unused-binding
  :then [(loan/set {:add-portfolios [portfolio-title]})])

(defrule hides
  :when (let [loan-title (str loan-display-id)
;             ^^^^^^^^^^ shadowed-name
              used 3
;             ^^^^ shadowed-name
              count 4]
;             ^^^^^ shadowed-name
          (and (= loan-title "x") (= used (+ count status-loan-age)) (= 3 (count payments))))
;                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-true
;                                                                          ^^^^^ not-a-function
  :then [(loan/set {:add-portfolios ["B"]})])

;; Right, and near to it.

(defrule put-right
  :when (let [loan-alert (or loan-alert "") type 3 [head & tail] payments]
          (and (= loan-alert "x") (= type status-loan-age) (nil? head) (some? tail) (= 3 (count (for [i [1 2] :let [j i] :when j] j)))))
  :then [(loan/set {:add-portfolios ["C"]})])
