(def small-balance 25M)
(def late-states #{"Open" "Closed"})
(defn late? [days] (> days 30))
(defn score-below? [limit] (< (-> customer :primary :credit-score-average) limit))
;                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nil-argument `(-> customer :primary :credit-score-average)` can be nil, and `<` then ends in an error
(defn lowest [amount] (min amount small-balance))

;; kinds
(defrule r1 :when
  (> loan-status 30)
;    ^^^^^^^^^^^ wrong-argument `>` takes numbers, and `loan-status` is a text
  :then [(account/archive)])
(defrule r2 :when
  (> status-days-past-due "30")
;                         ^^^^ wrong-argument `>` takes numbers, and `"30"` is a text
  :then [(account/archive)])
(defrule r3 :when
  (+ status-payoff loan-status)
;                  ^^^^^^^^^^^ wrong-argument `+` takes numbers, and `loan-status` is a text
  :then [(account/archive)])
(defrule r4 :when
  (> (+ status-payoff true) 3)
;                     ^^^^ wrong-argument `+` takes numbers, and `true` is true or false
  :then [(account/archive)])
(defrule r5 :when
  (late? loan-status)
;        ^^^^^^^^^^^ wrong-argument `>` takes numbers, and `loan-status` is a text
  :then [(account/archive)])
(defrule r6 :when
  (late? 30 45)
;  ^^^^^ wrong-argument-count `late?` takes 1 argument, 2 are given
  :then [(account/archive)])
(defrule r7 :when
  (late?)
;  ^^^^^ wrong-argument-count `late?` takes 1 argument, none is given
  :then [(account/archive)])
(defrule r8 :when
  (not (= loan-status "Open") (= loan-status "Closed"))
;  ^^^ wrong-argument-count `not` takes 1 argument, 2 are given
  :then [(account/archive)])
(defrule r9 :when
  (even? status-payoff)
;        ^^^^^^^^^^^^^ wrong-argument `even?` takes a whole number, and `status-payoff` is an amount of dollars
  :then [(account/archive)])
(defrule r10 :when
  (count status-payoff)
;        ^^^^^^^^^^^^^ wrong-argument `count` takes a collection, and `status-payoff` is an amount of dollars
  :then [(account/archive)])
(defrule r11 :when
  (> portfolio-list 3)
;    ^^^^^^^^^^^^^^ wrong-argument `>` takes numbers, and `portfolio-list` is a vector
  :then [(account/archive)])
(defrule r12 :when
  (> (:amount-due status-delinquent-bucket-balance) 0M)
;     ^^^^^^^^^^^ unknown-key `:amount-due` is a field of an entry of `status-delinquent-bucket-balance`
  :then [(account/archive)])
(defrule r13 :when
  (clojure.string/starts-with? loan-display-id 7)
;                                              ^ wrong-argument `clojure.string/starts-with?` takes a text, and `7` is a whole number
  :then [(account/archive)])
(defrule r14 :when
  (clojure.string/blank? status-days-past-due)
;                        ^^^^^^^^^^^^^^^^^^^^ wrong-argument `clojure.string/blank?` takes true or false or a text, and `status-days-past-due` is a number of days
  :then [(account/archive)])
(defrule r15 :when
  (some #(> % 3) portfolio-list)
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ criteria-not-boolean `(some #(> % 3) portfolio-list)` can be nil, and criteria must be true or false
;           ^ wrong-argument `>` takes numbers, and `%` is a text
  :then [(account/archive)])
(defrule r16 :when
  (every? pos? portfolio-list)
;              ^^^^^^^^^^^^^^ wrong-argument `pos?` takes a number, and an item of `portfolio-list` is a text
  :then [(account/archive)])
(defrule r17 :when
  (u/business-day? status-days-past-due)
;                  ^^^^^^^^^^^^^^^^^^^^ wrong-argument `u/business-day?` takes a date, and `status-days-past-due` is a number of days
  :then [(account/archive)])
(defrule r18 :when
  (u/business-day? "tomorrow")
;                  ^^^^^^^^^^ wrong-argument `u/business-day?` takes a date, and `"tomorrow"` is no date
  :then [(account/archive)])
(defrule r19 :when
  (u/business-day? "11/22/2026")
;                  ^^^^^^^^^^^^ invalid-day `"11/22/2026"` is not how a day is written
  :then [(account/archive)])
(defrule r20 :when
  (u/business-day? "2026-02-30")
;                  ^^^^^^^^^^^^ invalid-day there is no day `"2026-02-30"` in the calendar
  :then [(account/archive)])
(defrule r21 :when
  (pos? (compare current-date "2026/11/22"))
;                             ^^^^^^^^^^^^ invalid-day `"2026/11/22"` is not how a day is written
  :then [(account/archive)])
(defrule r22 :when
  (= (u/round-money status-payoff :half-pu) 0.00M)
;                                 ^^^^^^^^ wrong-argument `u/round-money` does not take `:half-pu` here
  :then [(account/archive)])
(defrule r23 :when
  (< nil status-days-past-due)
;    ^^^ wrong-argument `<` takes numbers, not nil
  :then [(account/archive)])
(defrule r24 :when
  (status-days-past-due 30)
;  ^^^^^^^^^^^^^^^^^^^^ not-a-function `status-days-past-due` is a number of days and cannot be called
  :then [(account/archive)])
(defrule r25 :when
  ("Open" loan-status)
;  ^^^^^^ not-a-function `"Open"` is a text and cannot be called
  :then [(account/archive)])
(defrule r26 :when
  (> ((:active portfolio) 3) 2)
;      ^^^^^^^ unknown-key `:active` is a field of an entry of `portfolio`
  :then [(account/archive)])
(defrule r27 :when
  (> ((fn [a b] (+ a b)) 1) 2)
;     ^^^^^^^^^^^^^^^^^^ wrong-argument-count a function takes 2 arguments, 1 is given
  :then [(account/archive)])

;; dates
(defrule r28 :when
  (> status-orig-maturity-date current-date)
;    ^^^^^^^^^^^^^^^^^^^^^^^^^ date-as-number `>` takes numbers, and `status-orig-maturity-date` is a date, which is a text
  :then [(account/archive)])
(defrule r29 :when
  (< 30 (- current-date setup-contract-date))
;          ^^^^^^^^^^^^ date-as-number `-` takes numbers, and `current-date` is a date, which is a text
  :then [(account/archive)])
(defrule r30 :when
  (= setup-contract-date "11/22/2026")
;                        ^^^^^^^^^^^^ invalid-day `"11/22/2026"` is not how a day is written
  :then [(account/archive)])
(defrule r31 :when
  (<= current-date "2026-11-22")
;     ^^^^^^^^^^^^ date-as-number `<=` takes numbers, and `current-date` is a date, which is a text
  :then [(account/archive)])
(defrule r32 :when
  (pos? current-date)
;       ^^^^^^^^^^^^ date-as-number `pos?` takes a number, and `current-date` is a date, which is a text
  :then [(account/archive)])

;; equality
(defrule r33 :when
  (= status-payoff 0)
; ^^^^^^^^^^^^^^^^^^^ never-equal `=` of an amount (BigDecimal) and a whole number (Long) is never true: `status-payoff` and `0`
  :then [(account/archive)])
(defrule r34 :when
  (not= status-days-past-due 30M)
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `not=` of a whole number (Long) and an amount (BigDecimal) is always true: `status-days-past-due` and `30M`
  :then [(account/archive)])
(defrule r35 :when
  (= status-payoff status-days-past-due)
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of an amount (BigDecimal) and a whole number (Long) is never true: `status-payoff` and `status-days-past-due`
  :then [(account/archive)])
(defrule r36 :when
  (= (* 2 status-payoff) 5)
; ^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of an amount (BigDecimal) and a whole number (Long) is never true: `(* 2 status-payoff)` and `5`
  :then [(account/archive)])
(defrule r37 :when
  (= loan-status :open)
; ^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of a text and a keyword is never true: `loan-status` and `:open`
  :then [(account/archive)])
(defrule r38 :when
  (= status-days-past-due "30")
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of a number of days and a text is never true: `status-days-past-due` and `"30"`
  :then [(account/archive)])
(defrule r39 :when
  (= (-> settings-custom-fields :35 :value) 1)
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of a text and a whole number is never true: `(-> settings-custom-fields :35 :value)` and `1`
  :then [(account/archive)])
(defrule r40 :when
  (= bankruptcy-active "true")
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of true or false and a text is never true: `bankruptcy-active` and `"true"`
  :then [(account/archive)])
(defrule r41 :when
  (= loan-status setup-contract-date)
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `=` of a text and a date is never true: `loan-status` and `setup-contract-date`
  :then [(account/archive)])
(defrule r42 :when
  (contains? portfolio-list "Legal")
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-equal `contains?` looks for positions in a vector, so it never finds `"Legal"` in `portfolio-list`
  :then [(account/archive)])
(defrule r43 :when
  (contains? #{30 60} status-payoff)
;              ^^ never-equal `30` is a whole number (Long), and `status-payoff` is an amount (BigDecimal): they are never equal
;                 ^^ never-equal `60` is a whole number (Long), and `status-payoff` is an amount (BigDecimal): they are never equal
  :then [(account/archive)])
(defrule r44 :when
  (if (late-states status-days-past-due) true false)
;                  ^^^^^^^^^^^^^^^^^^^^ never-equal nothing in `late-states` can be equal to `status-days-past-due`, which is a number of days
  :then [(account/archive)])
(defrule r45 :when
  (case status-days-past-due 30 true "60" true false)
;                                    ^^^^ never-equal `"60"` is a text, and `status-days-past-due` is a number of days: they are never equal
  :then [(account/archive)])

;; words
(defrule r46 :when
  (= loan-status "Opne")
;                ^^^^^^ unknown-word `"Opne"` is not in the pack's vocabulary of loan-status, so `loan-status` never is
  :then [(account/archive)])
(defrule r47 :when
  (= loan-status "open")
;                ^^^^^^ unknown-word `"open"` is not in the pack's vocabulary of loan-status, so `loan-status` never is
  :then [(account/archive)])
(defrule r48 :when
  (not= loan-sub-status "Repaid")
;                       ^^^^^^^^ unknown-word `"Repaid"` is not among the inner words of loan-status in the pack's vocabulary, so `loan-sub-status` never is
  :then [(account/archive)])
(defrule r49 :when
  (contains? #{"Open" "closed"} loan-status)
;                     ^^^^^^^^ unknown-word `"closed"` is not in the pack's vocabulary of loan-status, so `loan-status` never is
  :then [(account/archive)])
(defrule r50 :when
  (case loan-status "Open" true "Shut" true false)
;                               ^^^^^^ unknown-word `"Shut"` is not in the pack's vocabulary of loan-status, so `loan-status` never is
  :then [(account/archive)])
(defrule r51 :when
  (= (-> portfolio :7 :title) "Legl")
;                             ^^^^^^ unknown-word `"Legl"` is not in the pack's vocabulary of portfolios, so `(-> portfolio :7 :title)` never is
  :then [(account/archive)])
(defrule r52 :when
  (contains? (set portfolio-list) "legal")
;                                 ^^^^^^^ unknown-word `"legal"` is not in the pack's vocabulary of portfolios, so an item of `(set portfolio-list)` never is
  :then [(account/archive)])
(defrule r53 :when
  (= setup-loan-type "leese")
;                    ^^^^^^^ unknown-word `"leese"` is not a loan type, so `setup-loan-type` never is
  :then [(account/archive)])
(defrule r54 :when
  (some? (some #{"Late" "Erly"} sub-portfolio-list))
;                       ^^^^^^ unknown-word `"Erly"` is not among the inner words of portfolios in the pack's vocabulary, so an item of `sub-portfolio-list` never is
  :then [(account/archive)])

;; nil
(defrule r55 :when
  (< (-> customer :primary :credit-score-average) 600)
;    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nil-argument `(-> customer :primary :credit-score-average)` can be nil, and `<` then ends in an error
  :then [(account/archive)])
(defrule r56 :when
  (>= (u/date-compare current-date status-orig-maturity-date) 0)
;                                  ^^^^^^^^^^^^^^^^^^^^^^^^^ nil-argument `status-orig-maturity-date` can be nil, and `u/date-compare` then ends in an error
  :then [(account/archive)])
(defrule r57 :when
  (> (-> escrow :1 :balance) 100M)
;    ^^^^^^^^^^^^^^^^^^^^^^^ nil-argument `(-> escrow :1 :balance)` can be nil, and `>` then ends in an error
  :then [(account/archive)])
(defrule r58 :when
  (score-below? 600)
  :then [(account/archive)])
(defrule r59 :when
  (or (nil? status-loan-recency) (> status-loan-recency 3) (> status-orig-maturity-date 3))
;                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^ date-as-number `>` takes numbers, and `status-orig-maturity-date` is a date, which is a text
  :then [(account/archive)])
(defrule r60 :when
  (and (> status-loan-recency 30) (< status-loan-recency 90))
;         ^^^^^^^^^^^^^^^^^^^ nil-argument `status-loan-recency` can be nil, and `>` then ends in an error
  :then [(account/archive)])
(defrule r61 :when
  (clojure.string/starts-with? loan-sub-status "Re")
;                              ^^^^^^^^^^^^^^^ nil-argument `loan-sub-status` can be nil, and `clojure.string/starts-with?` then ends in an error
  :then [(account/archive)])

;; units
(defrule r62 :when
  (> status-amount-due status-days-past-due)
;                      ^^^^^^^^^^^^^^^^^^^^ unit-mismatch `>` puts an amount of dollars beside a number of days: `status-amount-due` and `status-days-past-due`
  :then [(account/archive)])
(defrule r63 :when
  (> (+ status-amount-due status-days-past-due) 100M)
;                         ^^^^^^^^^^^^^^^^^^^^ unit-mismatch `+` puts an amount of dollars beside a number of days: `status-amount-due` and `status-days-past-due`
  :then [(account/archive)])
(defrule r64 :when
  (< (u/percent-of status-payoff 5M) 100M)
;                  ^^^^^^^^^^^^^ unit-mismatch `percent` of `u/percent-of` is in percent, and `status-payoff` is an amount of dollars
  :then [(account/archive)])
(defrule r65 :when
  (= current-date (u/add-days setup-contract-date status-payoff))
;                             ^^^^^^^^^^^^^^^^^^^ nil-argument `setup-contract-date` can be nil, and `u/add-days` then ends in an error
;                                                 ^^^^^^^^^^^^^ unit-mismatch `days` of `u/add-days` is in days, and `status-payoff` is an amount of dollars
  :then [(account/archive)])
(defrule r66 :when
  (u/between? status-amount-due status-days-past-due 100)
;                               ^^^^^^^^^^^^^^^^^^^^ unit-mismatch `u/between?` puts an amount of dollars beside a number of days: `status-amount-due` and `status-days-past-due`
  :then [(account/archive)])

;; keys
(defrule r67 :when
  (pos? (-> status-delinquent-bucket-balance :LARGEST-BUKET :amount-due))
;                                            ^^^^^^^^^^^^^^ unknown-key `status-delinquent-bucket-balance` has no key `:LARGEST-BUKET`
  :then [(account/archive)])
(defrule r68 :when
  (pos? (-> status-delinquent-bucket-balance :LARGEST-BUCKET :amount-deu))
;                                                            ^^^^^^^^^^^ unknown-key an entry of `status-delinquent-bucket-balance` has no `:amount-deu` that is known
  :then [(account/archive)])
(defrule r69 :when
  (= true (-> portfolio :collections :active))
;                       ^^^^^^^^^^^^ unknown-key `portfolio` has no key `:collections`
  :then [(account/archive)])
(defrule r70 :when
  (= true (get portfolio 7))
;                        ^ unknown-key the keys of `portfolio` are keywords, and `7` is none
  :then [(account/archive)])
(defrule r71 :when
  (= "x" (:code loan-status))
;         ^^^^^ unknown-key `loan-status` is a text and has no `:code`
  :then [(account/archive)])
(defrule r72 :when
  (= 5M (:payment-amount payments))
;        ^^^^^^^^^^^^^^^ unknown-key `payments` is a vector and has no `:payment-amount`
  :then [(account/archive)])
(defrule r73 :when
  (= true (get-in sub-portfolio [:11 :activ]))
;                               ^^^^^^^^^^^^ unknown-key an entry of `sub-portfolio` has no `:activ` that is known
  :then [(account/archive)])

;; conditions
(defrule r74 :when
  (and status-days-past-due (= loan-status "Open"))
;      ^^^^^^^^^^^^^^^^^^^^ not-a-condition `status-days-past-due` is a number of days, and every number, 0 included, counts as true here
  :then [(account/archive)])
(defrule r75 :when
  (if (count payments) true false)
;     ^^^^^^^^^^^^^^^^ not-a-condition `(count payments)` is a count, and every number, 0 included, counts as true here
  :then [(account/archive)])
(defrule r76 :when
  (not portfolio-list)
;      ^^^^^^^^^^^^^^ not-a-condition `portfolio-list` is a vector, and every collection, an empty one included, counts as true here
  :then [(account/archive)])

;; true or false
(defrule r77 :when
  (when (= loan-status "Open") (> status-days-past-due 30))
;  ^^^^ criteria-not-boolean `when` gives nil where its condition does not hold, not true or false
  :then [(account/archive)])
(defrule r78 :when
  (if (= loan-status "Open") true)
;  ^^ criteria-not-boolean `if` gives nil where its condition does not hold, not true or false
  :then [(account/archive)])
(defrule r79 :when
  (cond (= loan-status "Open") true (> status-days-past-due 3) false)
;  ^^^^ criteria-not-boolean `cond` gives nil where its condition does not hold, not true or false
  :then [(account/archive)])
(defrule r80 :when
  (or (= loan-status "Open") "Closed")
;                            ^^^^^^^^ criteria-not-boolean `"Closed"` gives a text, and criteria must be true or false
  :then [(account/archive)])
(defrule r81 :when
  (if (= loan-status "Open") status-payoff false)
;                            ^^^^^^^^^^^^^ criteria-not-boolean `status-payoff` gives an amount of dollars, and criteria must be true or false
  :then [(account/archive)])
(defrule r82 :when
  (-> portfolio :7 :active)
; ^^^^^^^^^^^^^^^^^^^^^^^^^ criteria-not-boolean `(-> portfolio :7 :active)` can be nil, and criteria must be true or false
  :then [(account/archive)])
(defrule r83 :when
  (and (= loan-status "Open") (-> portfolio :7 :active))
;                             ^^^^^^^^^^^^^^^^^^^^^^^^^ criteria-not-boolean `(-> portfolio :7 :active)` can be nil, and criteria must be true or false
  :then [(account/archive)])
(defrule r84 :when
  (or loan-sub-status (= loan-status "Open"))
;     ^^^^^^^^^^^^^^^ criteria-not-boolean `loan-sub-status` gives a text, and criteria must be true or false
  :then [(account/archive)])
(defrule r85 :when
  (+ status-payoff 3M)
; ^^^^^^^^^^^^^^^^^^^^ criteria-not-boolean `(+ status-payoff 3M)` gives an amount of dollars, and criteria must be true or false
  :then [(account/archive)])
(defrule r86 :when
  (lowest status-payoff)
; ^^^^^^^^^^^^^^^^^^^^^^ criteria-not-boolean `(lowest status-payoff)` gives an amount of dollars, and criteria must be true or false
  :then [(account/archive)])
(defrule r87 :when
  (let [days status-days-past-due] days)
;                                  ^^^^ criteria-not-boolean `days` gives a number of days, and criteria must be true or false
  :then [(account/archive)])
(defrule r88 :when
  (some #{"Legal"} portfolio-list)
; ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ criteria-not-boolean `(some #{"Legal"} portfolio-list)` gives a text or nil, and criteria must be true or false
  :then [(account/archive)])
(defrule r89 :when
  [status-payoff]
; ^^^^^^^^^^^^^^^ criteria-not-boolean criteria cannot be a vector
  :then [(account/archive)])
